using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

internal sealed partial class ConnectionLifetime
{
    [LoggerMessage(1, LogLevel.Error, "{Observer} failed for connection {ConnectionId}.", EventName = "ObserverFailed")]
    private static partial void LogObserverFailed(ILogger logger, string observer, string connectionId, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "Connection {ConnectionId} ended after the dispatcher.", EventName = "ReleasedLate")]
    private static partial void LogReleasedLate(ILogger logger, string connectionId);
}
