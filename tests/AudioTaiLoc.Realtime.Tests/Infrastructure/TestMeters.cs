using System.Diagnostics.Metrics;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Meters of a test's own, so that tests do not count each other.</summary>
internal sealed class TestMeters : IMeterFactory
{
    public static RealtimeMetrics CreateMetrics() => new(new TestMeters());

    /// <summary>The meter that was made last.</summary>
    public Meter? Meter { get; private set; }

    public Meter Create(MeterOptions options) => Meter = new(options);

    public void Dispose()
    {
    }
}
