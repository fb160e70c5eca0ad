using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>Renews this node's leases three times in their duration.</summary>
internal sealed partial class PresenceRenewal(
    PresenceTracker tracker, RealtimeOptions options, TimeProvider time, ILogger<PresenceRenewal> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Presence.LeaseDuration / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await RenewAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tracker.RenewAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogRenewalFailed(logger, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Presence leases could not be renewed; tried again at the next turn.", EventName = "RenewalFailed")]
    private static partial void LogRenewalFailed(ILogger logger, Exception exception);
}
