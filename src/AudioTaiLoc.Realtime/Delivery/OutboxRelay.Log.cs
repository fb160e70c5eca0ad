using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

internal sealed partial class OutboxRelay
{
    [LoggerMessage(2, LogLevel.Warning, "Kept chat events could not be passed on at once; the relay tries again.", EventName = "OutOfTurnFailed")]
    private static partial void LogOutOfTurnFailed(ILogger logger, Exception exception);

    [LoggerMessage(1, LogLevel.Warning, "Kept chat events could not be passed on to the event log; tried again in {Retry}.", EventName = "RelayFailed")]
    private static partial void LogRelayFailed(ILogger logger, TimeSpan retry, Exception exception);
}
