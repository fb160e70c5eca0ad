namespace AudioTaiLoc.Realtime.Timing;

/// <summary>
/// Counts towards a bound, and forgets at a rate: a few bytes and no timer, so that every connection can have one. Only one
/// thread at a time may count.
/// </summary>
internal struct LeakyBucket
{
    private double _level;
    private long _countedAt;

    /// <summary>Adds; false when it is over the bound, and then nothing is added.</summary>
    /// <param name="now">The time in milliseconds, of a clock that does not go back.</param>
    /// <param name="amount">What to add.</param>
    /// <param name="perSecond">What is forgotten in a second.</param>
    /// <param name="bound">The most it holds.</param>
    public bool TryAdd(long now, int amount, int perSecond, int bound)
    {
        var level = LevelAt(now, perSecond) + amount;
        if (level > bound)
        {
            return false;
        }

        _level = level;
        _countedAt = now;
        return true;
    }

    /// <summary>What it holds by now.</summary>
    public readonly double LevelAt(long now, int perSecond) => Math.Max(0, _level - ((now - _countedAt) * (perSecond / 1000.0)));
}
