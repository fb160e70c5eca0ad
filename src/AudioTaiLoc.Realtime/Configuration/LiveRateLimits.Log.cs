using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Configuration;

internal sealed partial class LiveRateLimits
{
    [LoggerMessage(1, LogLevel.Warning, "The changed configuration is refused, and the rate limits stay as they were: {Faults}", EventName = "ConfigurationRefused")]
    private static partial void LogRefused(ILogger logger, string faults);
}
