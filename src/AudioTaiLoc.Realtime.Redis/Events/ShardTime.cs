namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// The time that orders entries over all shards. It is read from the clock of a shard's Redis, in units of 10 µs since 2026, but never
/// goes back, and goes ahead of the clock where it must: an entry's position, its time * 16 + its shard, lies above all that
/// the appending node has seen appended or read of any shard. So what comes after something else in the knowledge of a node comes
/// after it in the order, whatever the clocks say. Positions stay below 2^53, what Lua and sorted sets can tell apart, until 2204.
/// </summary>
internal sealed class ShardTime
{
    /// <summary>The most shards that positions have room for.</summary>
    public const int MaximumShards = 16;

    private long _seen;

    /// <summary>The time of the greatest position that this node has seen.</summary>
    public long Seen => Volatile.Read(ref _seen) / MaximumShards;

    /// <summary>Notes a position that Redis has given, never one that a client names.</summary>
    public void See(long position)
    {
        var seen = Volatile.Read(ref _seen);
        while (position > seen)
        {
            var found = Interlocked.CompareExchange(ref _seen, position, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
