using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Counts a host's open TCP connections by Kestrel's own metric, and tells when there is none.</summary>
internal sealed class KestrelConnections : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private long _open;
    private TaskCompletionSource? _none;

    /// <summary>Starts counting; no client may have connected yet.</summary>
    public KestrelConnections(RealtimeHost host)
    {
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "kestrel.active_connections" && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Count(change));
        _listener.Start();
    }

    /// <summary>Completes when no connection is open.</summary>
    public Task NoneAsync()
    {
        lock (_gate)
        {
            if (_open == 0)
            {
                return Task.CompletedTask;
            }

            _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Count(long change)
    {
        lock (_gate)
        {
            _open += change;
            if (_open == 0)
            {
                _none?.TrySetResult();
            }
        }
    }
}
