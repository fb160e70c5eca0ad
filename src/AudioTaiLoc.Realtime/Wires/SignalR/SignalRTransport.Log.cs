using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

internal sealed partial class SignalRTransport
{
    [LoggerMessage(1, LogLevel.Error, "An event could not be written to connection {ConnectionId}.", EventName = "WriteFailed")]
    private static partial void LogWriteFailed(ILogger logger, string connectionId, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "Connection {ConnectionId} could not be told why it is closed.", EventName = "CloseUntold")]
    private static partial void LogCloseUntold(ILogger logger, string connectionId, Exception exception);
}
