using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// Tells when a host has handled a call, by the meter that the host's operators have: the only signal for an emit that
/// asks for no acknowledgement.
/// </summary>
internal sealed class HandledCalls : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(string Operation, int Count, TaskCompletionSource Reached)> _waiters = [];
    private readonly MeterListener _listener = new();

    public HandledCalls(RealtimeHost host)
    {
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "audiotailoc.realtime.calls")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(tags));
        _listener.Start();
    }

    /// <summary>Waits until an operation has been handled that often since this object was made.</summary>
    public async Task ReachAsync(string operation, int count = 1)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_counts.GetValueOrDefault(operation) >= count)
            {
                return;
            }

            _waiters.Add((operation, count, reached));
        }

        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _listener.Dispose();

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag is not { Key: "operation", Value: string operation })
            {
                continue;
            }

            lock (_gate)
            {
                var count = _counts[operation] = _counts.GetValueOrDefault(operation) + 1;
                foreach (var waiter in _waiters.Where(waiter => waiter.Operation == operation && waiter.Count == count))
                {
                    waiter.Reached.SetResult();
                }
            }
        }
    }
}
