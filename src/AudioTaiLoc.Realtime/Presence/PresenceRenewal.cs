using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>The one timer of presence: renews this node's leases three times in their duration, and once a second takes offline whose time is over.</summary>
internal sealed partial class PresenceRenewal(
    PresenceTracker tracker, RealtimeOptions options, TimeProvider time, ILogger<PresenceRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _interval = options.Presence.LeaseDuration / 3;
    private DateTimeOffset _renewAt;
    private DateTimeOffset _reapFrom;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Turn, time);
        _renewAt = time.GetUtcNow() + _interval;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await TakeTurnAsync(time.GetUtcNow(), stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TakeTurnAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            // In this order: a process that was suspended must not take its own users for gone.
            if (now >= _renewAt)
            {
                await tracker.RenewAsync(now, cancellationToken).ConfigureAwait(false);
                _renewAt = now + _interval;
            }

            if (now >= _reapFrom)
            {
                await tracker.ReapAsync(now, cancellationToken).ConfigureAwait(false);
            }

            _isFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The other nodes may have been cut off too: when the store is back, they renew before anybody's leases are looked at.
            _reapFrom = time.GetUtcNow() + _interval;
            if (!_isFailing)
            {
                _isFailing = true;
                LogRenewalFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Presence could not be renewed or reaped; tried again every second.", EventName = "RenewalFailed")]
    private static partial void LogRenewalFailed(ILogger logger, Exception exception);
}
