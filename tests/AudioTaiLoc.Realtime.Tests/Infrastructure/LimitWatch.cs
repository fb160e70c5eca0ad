using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Takes down which limits were exceeded, as a meter sees it.</summary>
internal sealed class LimitWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(Meter Meter, string Limit)> _seen = new();

    public LimitWatch()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "audiotailoc.realtime.limits.exceeded")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            var shadow = (bool)tags[1].Value! ? " shadow" : "";
            _seen.Enqueue((instrument.Meter, tags[0].Value + shadow));
        });
        _listener.Start();
    }

    /// <summary>Those of one node.</summary>
    public IReadOnlyList<string> Of(RealtimeMetrics metrics) => [.. _seen.Where(seen => metrics.IsOf(seen.Meter)).Select(seen => seen.Limit)];

    public void Dispose() => _listener.Dispose();
}
