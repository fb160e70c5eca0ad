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

    [LoggerMessage(4, LogLevel.Warning, "Events between {Position} and {NextPosition} (epoch {Epoch}) did not reach this node: its clients are asked to come back, and are told that they were not recovered.", EventName = "EventsLost")]
    private static partial void LogEventsLost(ILogger logger, long position, long nextPosition, string epoch);

    [LoggerMessage(5, LogLevel.Debug, "The log could not be followed up to where a client has got.", EventName = "CatchUpFailed")]
    private static partial void LogCatchUpFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Debug, "The log did not answer what a client missed; it is asked again.", EventName = "ReadAgain")]
    private static partial void LogReadAgain(ILogger logger, Exception exception);
}
