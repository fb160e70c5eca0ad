using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

internal sealed partial class Dispatcher
{
    [LoggerMessage(1, LogLevel.Error, "Entry {Position} ({EventName}) could not be dispatched.", EventName = "DispatchFailed")]
    private static partial void LogDispatchFailed(ILogger logger, long position, string eventName, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Command} failed.", EventName = "CommandFailed")]
    private static partial void LogCommandFailed(ILogger logger, string command, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The log could not be read for connection {ConnectionId}; it is told that it was not recovered.", EventName = "ReplayFailed")]
    private static partial void LogReplayFailed(ILogger logger, string connectionId, Exception exception);
}
