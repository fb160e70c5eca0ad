using AudioTaiLoc.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Logs and counts every connection that the server ends or does not take in.</summary>
internal sealed partial class ClosingRecorder(RealtimeMetrics metrics, ILogger<ClosingRecorder> logger)
{
    public void Record(Connection connection, CloseReason reason)
    {
        metrics.ClosedByServer(reason.Code);
        LogClosed(logger, connection.Wire, connection.Id, reason.Code);
    }

    /// <summary>Logs and counts a connection that was never taken in.</summary>
    public void RecordRefused(string wire, string connectionId, string code)
    {
        metrics.ClosedByServer(code);
        LogRefused(logger, wire, connectionId, code);
    }

    [LoggerMessage(1, LogLevel.Information, "The {Wire} connection {ConnectionId} is closed: {Code}.", EventName = "ClosedByServer")]
    private static partial void LogClosed(ILogger logger, string wire, string connectionId, string code);

    [LoggerMessage(2, LogLevel.Information, "The {Wire} connection {ConnectionId} is refused: {Code}.", EventName = "Refused")]
    private static partial void LogRefused(ILogger logger, string wire, string connectionId, string code);
}
