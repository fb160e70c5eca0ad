using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>What a stream's scripts are told.</summary>
internal sealed class StreamSettings
{
    public StreamSettings(RedisRealtimeOptions options)
    {
        var age = (long)options.MaximumAge.TotalMilliseconds;
        var markEvery = Math.Max(100, age / 100);
        Channel = RedisChannel.Literal($"{{{options.KeyPrefix}}}:log:appended");
        Shards = options.Shards;
        // Rounded up.
        MaximumEntries = ((options.MaximumEntries - 1) / options.Shards) + 1;
        MaximumAge = age;
        MarkEvery = markEvery;
        // Longer than any entry is counted, or a read would find the entries of a target gone that the log still promises.
        IndexLife = age + (2 * markEvery) + 60_000;
    }

    /// <summary>Where every append is told, to whichever stream.</summary>
    public RedisChannel Channel { get; }

    public int Shards { get; }

    public RedisValue MaximumEntries { get; }

    public RedisValue MaximumAge { get; }

    public RedisValue MarkEvery { get; }

    public RedisValue IndexLife { get; }
}
