using AudioTaiLoc.Realtime.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Lets all connections go when the host stops: first nobody new is let in and readiness is red, then those who are there are asked,
/// some at a time, to come back, so that the other nodes do not get them all at once.
/// </summary>
internal sealed partial class ConnectionDrain(
    DrainState state,
    Dispatcher dispatcher,
    RealtimeOptions options,
    IOptions<HostOptions> host,
    TimeProvider time,
    ILogger<ConnectionDrain> logger)
{
    /// <summary>So many a second need no spreading: a host with few clients must not keep who presses Ctrl+C waiting.</summary>
    private const int SlowestPerSecond = 100;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the last ones may take to go.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task? _running;

    /// <summary>Begins it, the first time it is called; done when the connections are gone, or have had their time.</summary>
    /// <param name="cancellationToken">The host's patience is over: whoever is left is asked at once, and not waited for.</param>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _running ??= DrainAsync(cancellationToken);
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        state.Begin();
        var connections = await dispatcher.RunAsync(new ListConnectionsCommand()).ConfigureAwait(false);
        if (connections.Length == 0)
        {
            return;
        }

        // In the order they came, neighbours would meet again at the same moment elsewhere.
        Random.Shared.Shuffle(connections);
        var patience = host.Value.ShutdownTimeout;
        var spread = Least(options.Drain.Duration, patience / 2, TimeSpan.FromSeconds((double)connections.Length / SlowestPerSecond));
        LogDraining(logger, connections.Length, spread);
        await CloseAsync(connections, spread, cancellationToken).ConfigureAwait(false);

        // What stops next, the server, would cut off what the connections are still being told.
        await state.Emptied.WaitAsync(Least(Grace, patience / 4), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CloseAsync(Connection[] connections, TimeSpan spread, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var closed = 0;
        while (true)
        {
            // By the clock and not by the step, so that a busy machine makes larger batches and not a longer drain.
            var share = cancellationToken.IsCancellationRequested ? 1 : Math.Min(1, (time.GetElapsedTime(begun) + Step) / spread);
            for (var due = (int)Math.Ceiling(connections.Length * share); closed < due; closed++)
            {
                connections[closed].Close(CloseReason.ShuttingDown);
            }

            if (closed == connections.Length)
            {
                return;
            }

            await Task.Delay(Step * (0.5 + Random.Shared.NextDouble()), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Least(params ReadOnlySpan<TimeSpan> spans)
    {
        var least = spans[0];
        foreach (var span in spans)
        {
            least = span < least ? span : least;
        }

        return least;
    }
}
