using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>Claims reminders as they fall due and sends them; one that cannot be sent is tried again, later each time.</summary>
internal sealed partial class ReminderService(
    IReminderStore store, IReminderDelivery delivery, ReminderSignal signal, TimeProvider time, ILogger<ReminderService> logger) : BackgroundService
{
    private const int BatchSize = 50;

    private static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

    // Another node may have stored a reminder that is due sooner than this one knows of.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = signal.Next;
            TimeSpan wait;
            try
            {
                wait = await SendDueAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogStoreFailed(logger, exception);
                wait = LongestWait;
            }

            using var delay = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(woken, Task.Delay(wait, time, delay.Token)).ConfigureAwait(false);
            await delay.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <returns>How long nothing is due.</returns>
    private async Task<TimeSpan> SendDueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var due = await store.ClaimDueAsync(now, now + ClaimDuration, BatchSize, cancellationToken).ConfigureAwait(false);
            foreach (var reminder in due)
            {
                await SendAsync(reminder, cancellationToken).ConfigureAwait(false);
            }

            if (due.Count < BatchSize)
            {
                var next = await store.FindNextDueAsync(cancellationToken).ConfigureAwait(false);
                var wait = next is null ? LongestWait : next.Value - time.GetUtcNow();
                // A millisecond more than asked: timers cut to whole milliseconds and would fire just before the time.
                return wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : wait < LongestWait ? wait + TimeSpan.FromMilliseconds(1) : LongestWait;
            }
        }
    }

    private async Task SendAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        try
        {
            await delivery.SendAsync(reminder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var retry = TimeSpan.FromSeconds(Math.Min(LongestRetry.TotalSeconds, Math.Pow(2, Math.Min(reminder.Attempts, 12))));
            LogSendFailed(logger, reminder.Id, reminder.Attempts + 1, retry, exception);
            await store.RetryAsync(reminder.Id, time.GetUtcNow() + retry, cancellationToken).ConfigureAwait(false);
            return;
        }

        await store.CompleteAsync(reminder.Id, cancellationToken).ConfigureAwait(false);
    }
}
