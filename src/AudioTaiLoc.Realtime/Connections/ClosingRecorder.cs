using AudioTaiLoc.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Logs and counts every connection that the server ends.</summary>
internal sealed partial class ClosingRecorder(RealtimeMetrics metrics, ILogger<ClosingRecorder> logger)
{
    public void Record(Connection connection, CloseReason reason)
    {
        metrics.ClosedByServer(reason.Code);
        LogClosed(logger, connection.Wire, connection.Id, reason.Code);
    }

    [LoggerMessage(1, LogLevel.Information, "The {Wire} connection {ConnectionId} is closed: {Code}.", EventName = "ClosedByServer")]
    private static partial void LogClosed(ILogger logger, string wire, string connectionId, string code);
}
