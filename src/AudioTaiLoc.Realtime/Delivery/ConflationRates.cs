using System.Collections.Frozen;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>How far apart the updates of a value have to be, by event name.</summary>
internal sealed class ConflationRates(RealtimeOptions options, TimeProvider time)
{
    private readonly long _default = ToInterval(options.Conflation.UpdatesPerSecond, time);
    private readonly FrozenDictionary<string, long> _byName = options.Conflation.Rates
        .ToFrozenDictionary(rate => rate.Key, rate => ToInterval(rate.Value, time), StringComparer.Ordinal);

    /// <summary>The least time between two updates, in the clock's ticks; 0 when every one is sent.</summary>
    public long IntervalOf(string eventName) => _byName.TryGetValue(eventName, out var interval) ? interval : _default;

    public bool IsOn(string eventName) => IntervalOf(eventName) > 0;

    private static long ToInterval(double rate, TimeProvider time) => rate > 0 ? (long)Math.Ceiling(time.TimestampFrequency / rate) : 0;
}
