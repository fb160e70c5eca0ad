using AudioTaiLoc.Realtime.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Passes the events that the chat store kept on to the event log: right after a change on this node, and now and then what a
/// node left behind that died. Without a store that keeps events it has nothing to do.
/// </summary>
internal sealed partial class OutboxRelay(
    IChatStore store, IEventLog log, OutboxSignal signal, RealtimeMetrics metrics, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int BatchSize = 200;

    // Another node may have died between its change and its relay.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // An event for a log that nobody relays to any more: the in-memory log of a process that is gone, a log that lost its entries.
    private static readonly TimeSpan OrphanAge = TimeSpan.FromMinutes(1);

    // How long other nodes may need to see, and their calls to end, when the log has begun anew.
    private static readonly TimeSpan NewEpochTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private string? _epoch;
    private DateTimeOffset _newEpochUntil;

    /// <summary>Passes on what is kept now, out of turn, for a caller that must know it in the log. What fails is left to the relay's own turns.</summary>
    public async Task PassOnAsync()
    {
        try
        {
            if (store is IChatOutbox outbox)
            {
                await RelayAsync(outbox, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            LogOutOfTurnFailed(logger, exception);
            signal.Set();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is not IChatOutbox outbox)
        {
            return;
        }

        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the look, so that what is kept during it is not missed.
            Task? woken = signal.Next;
            var wait = LongestWait;
            try
            {
                await RelayAsync(outbox, stoppingToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception exception)
            {
                wait = TimeSpan.FromSeconds(Math.Min(LongestRetry.TotalSeconds, Math.Pow(2, Math.Min(failures++, 10))));
                LogRelayFailed(logger, wait, exception);
                // New events do not make a log or a database that is down answer.
                woken = null;
            }

            using var delay = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var pause = Task.Delay(wait, time, delay.Token);
            await (woken is null ? pause : Task.WhenAny(woken, pause)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await delay.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task RelayAsync(IChatOutbox outbox, CancellationToken stoppingToken)
    {
        int passedOn;
        do
        {
            var epoch = log.Epoch;
            // A batch that has begun is finished when the host stops: cut off between append and removal, it would come again.
            passedOn = await outbox.RelayAsync(
                epoch, FindOrphansBefore(epoch), BatchSize, AppendAsync, CancellationToken.None).ConfigureAwait(false);
        }
        while (passedOn == BatchSize && !stoppingToken.IsCancellationRequested);
    }

    // A log that begins anew while this node runs leaves behind what was kept for it, and what a node keeps that has not seen it
    // yet: newer events of the same conversations must not overtake that, so that all go by their numbers for a while. Numbers
    // may be ahead of this node's clock.
    private DateTimeOffset FindOrphansBefore(string epoch)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_epoch is not null && _epoch != epoch)
            {
                _newEpochUntil = now + NewEpochTime;
            }

            _epoch = epoch;
            return now < _newEpochUntil ? now + OrphanAge : now - OrphanAge;
        }
    }

    private async ValueTask AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken)
    {
        if (realtimeEvent.Kind == EventKind.Event)
        {
            metrics.Published();
        }

        await log.AppendAsync(realtimeEvent, cancellationToken).ConfigureAwait(false);
    }
}
