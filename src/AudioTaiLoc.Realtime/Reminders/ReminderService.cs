using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>
/// Claims reminders as they fall due and sends them; one that cannot be sent is tried again, later each time. A node that dies
/// between sending and removing one leaves it to be sent again; one that lives, but whose store does not answer then, does not.
/// </summary>
internal sealed partial class ReminderService(
    IReminderStore store, IReminderDelivery delivery, ReminderSignal signal, TimeProvider time, ILogger<ReminderService> logger) : BackgroundService
{
    private const int BatchSize = 50;

    private static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

    // Another node may have stored a reminder that is due sooner than this one knows of.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestStoreRetry = TimeSpan.FromSeconds(10);

    // Sent, but the store has not yet heard of it.
    private ReminderClaim? _sent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = signal.Next;
            TimeSpan wait;
            try
            {
                wait = await SendDueAsync(stoppingToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                wait = BackOff(failures++, LongestStoreRetry);
                LogStoreFailed(logger, wait, exception);
            }

            using var delay = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(woken, Task.Delay(wait, time, delay.Token)).ConfigureAwait(false);
            await delay.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <returns>How long nothing is due.</returns>
    private async Task<TimeSpan> SendDueAsync(CancellationToken cancellationToken)
    {
        await CompleteSentAsync().ConfigureAwait(false);
        while (true)
        {
            var now = time.GetUtcNow();
            var due = await store.ClaimDueAsync(now, now + ClaimDuration, BatchSize, cancellationToken).ConfigureAwait(false);
            foreach (var claim in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (time.GetUtcNow() >= now + ClaimDuration)
                {
                    // Sending took so long that another node may have the rest by now.
                    break;
                }

                await SendAsync(claim).ConfigureAwait(false);
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

    // What has begun is finished when the host stops: cut off in between, it would be sent again.
    private async Task SendAsync(ReminderClaim claim)
    {
        var reminder = claim.Reminder;
        try
        {
            await delivery.SendAsync(reminder, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var retry = BackOff(reminder.Attempts, LongestRetry);
            LogSendFailed(logger, reminder.Id, reminder.Attempts + 1, retry, exception);
            await store.RetryAsync(claim, time.GetUtcNow() + retry, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        _sent = claim;
        await CompleteSentAsync().ConfigureAwait(false);
    }

    private async Task CompleteSentAsync()
    {
        if (_sent is { } claim)
        {
            await store.CompleteAsync(claim, CancellationToken.None).ConfigureAwait(false);
            _sent = null;
        }
    }

    private static TimeSpan BackOff(int failures, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Pow(2, Math.Min(failures, 12))));
}
