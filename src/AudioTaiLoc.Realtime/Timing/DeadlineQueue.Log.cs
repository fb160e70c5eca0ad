using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Timing;

internal sealed partial class DeadlineQueue
{
    [LoggerMessage(1, LogLevel.Error, "A timed callback failed.", EventName = "CallbackFailed")]
    private static partial void LogCallbackFailed(ILogger logger, Exception exception);
}
