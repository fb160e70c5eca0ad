using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>How often each limit of a host was exceeded, by the meter that the host's operators have.</summary>
internal sealed class ExceededLimits : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _times = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public ExceededLimits(RealtimeHost host)
    {
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "audiotailoc.realtime.limits.exceeded")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, times, tags, _) => Count(tags, times));
        _listener.Start();
    }

    public long this[string limit] => _times.GetValueOrDefault(limit);

    public void Dispose() => _listener.Dispose();

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags, long times)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: "limit", Value: string limit })
            {
                _times.AddOrUpdate(limit, times, (_, before) => before + times);
            }
        }
    }
}
