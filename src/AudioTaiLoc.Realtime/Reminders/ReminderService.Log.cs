using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Reminders;

internal sealed partial class ReminderService
{
    [LoggerMessage(1, LogLevel.Warning, "Reminder {ReminderId} could not be sent (attempt {Attempt}); tried again in {Retry}.", EventName = "SendFailed")]
    private static partial void LogSendFailed(ILogger logger, string reminderId, int attempt, TimeSpan retry, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The reminder store could not be read or written; tried again in {Retry}.", EventName = "StoreFailed")]
    private static partial void LogStoreFailed(ILogger logger, TimeSpan retry, Exception exception);
}
