using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>How far this node has read one shard, and what of it waits for the other shards. Only appending to it and reading back are thread-safe.</summary>
internal sealed class ShardFollower
{
    private const int PageSize = 256;
    private const int HeadLength = 5;

    private readonly ShardTime _time;
    private readonly Queue<(long Position, byte[] Bytes)> _waiting = new();
    private volatile Place _place = new("", 0);
    private long _missed;

    public ShardFollower(RedisConnection redis, string tag, int shard, StreamSettings settings, ShardTime time)
    {
        _time = time;
        Number = shard;
        Stream = new LogStream(
            redis, new LogKeys(tag), ShardScripts.For(shard, settings.Shards), settings, () => (_place.Epoch, _place.Number), time);
    }

    public int Number { get; }

    public LogStream Stream { get; }

    /// <summary>The shard's own epoch; empty before the first look.</summary>
    public string Epoch => _place.Epoch;

    /// <summary>Everything of the shard up to this position has been read.</summary>
    public long ReadUpTo { get; private set; }

    /// <summary>The position of the newest entry that was read, or where the first look found the shard.</summary>
    public long Last { get; private set; }

    /// <summary>Whether there was more than was read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>How many entries wait for the other shards.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Whether another page may be read: a shard that is ahead of one that does not answer must not fill the memory.</summary>
    public bool HasRoom => Waiting < PageSize;

    /// <summary>The position of the entry that waits first; the greatest number for none.</summary>
    public long Next => _waiting.TryPeek(out var next) ? next.Position : long.MaxValue;

    /// <summary>Reads a page, at least up to the time of what this node has seen of any shard.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var place = _place;
        // What the shard has promised it is reminded of: a replica that took over may not have heard of it.
        var time = Math.Max(_time.Seen, ReadUpTo / ShardTime.MaximumShards);
        var answer = await Stream.ReadOnAsync(place.Epoch, place.Number, [PageSize, Last, ReadUpTo, time], cancellationToken).ConfigureAwait(false);
        var (epoch, newest) = ((string)answer[0]!, (long)answer[1]);
        if (epoch != place.Epoch)
        {
            BeginAnew(epoch, place.Epoch.Length == 0, answer);
            return;
        }

        var number = place.Number;
        for (var i = HeadLength; i < answer.Length; i += 3)
        {
            if ((long)answer[i] != number + 1)
            {
                _missed = (long)answer[4];
            }

            number = (long)answer[i];
            Last = (long)answer[i + 1];
            _waiting.Enqueue((Last, (byte[])answer[i + 2]!));
            _time.See(Last);
        }

        if (answer.Length == HeadLength && newest > number)
        {
            (number, Last, _missed) = (newest, (long)answer[3], (long)answer[4]);
        }

        _place = new Place(epoch, number);
        HasMore = number < newest;
        ReadUpTo = HasMore ? Last : (long)answer[2];
    }

    /// <summary>Sees to it that whatever is appended to the shard from now on comes after a position.</summary>
    public Task PassAsync(long position, CancellationToken cancellationToken) =>
        Stream.ReadOnAsync("", 0, [1, 0, 0, position / ShardTime.MaximumShards], cancellationToken);

    /// <summary>Takes the entry that waits first.</summary>
    public (long Position, byte[] Bytes) Take() => _waiting.Dequeue();

    /// <summary>The newest position that was cut off before this node could read it, since the last call; 0 for none.</summary>
    public long TakeMissed()
    {
        var missed = _missed;
        _missed = 0;
        return missed;
    }

    // Of another life everything is new, but for a node that has only just come.
    private void BeginAnew(string epoch, bool isFirst, RedisResult[] answer)
    {
        var newest = (long)answer[1];
        _waiting.Clear();
        _missed = 0;
        _place = new Place(epoch, isFirst ? newest : 0);
        Last = isFirst ? (long)answer[3] : 0;
        _time.See(Last);
        HasMore = !isFirst && newest > 0;
        ReadUpTo = HasMore ? 0 : (long)answer[2];
    }

    private sealed record Place(string Epoch, long Number);
}
