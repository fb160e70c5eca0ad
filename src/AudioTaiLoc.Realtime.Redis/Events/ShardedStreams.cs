using AudioTaiLoc.Realtime.Redis.Storage;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>The log in several streams, each in a slot of its own on a Redis Cluster.</summary>
internal sealed class ShardedStreams : ILogStreams
{
    private readonly RedisConnection _redis;
    private readonly ShardMap _map;
    private readonly ShardFollower[] _shards;
    private readonly ShardMerge _merge;

    public ShardedStreams(RedisConnection redis, StreamSettings settings, LogAudience audience)
    {
        _redis = redis;
        _map = new ShardMap(settings.Shards);
        var time = new ShardTime();
        _shards = [.. ShardTags.For(redis.Options.KeyPrefix, settings.Shards)
            .Select((tag, shard) => new ShardFollower(redis, tag, shard, settings, time))];
        _merge = new ShardMerge(_shards, audience);
    }

    public string Silent => $"Shard {_merge.Silent} of the event log on Redis at {_redis.Address}";

    public Task ReadOnAsync(CancellationToken cancellationToken) => _merge.ReadOnAsync(cancellationToken);

    public async ValueTask<RedisResult[]> AppendAsync(
        string? step, RealtimeEvent realtimeEvent, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var shard = _shards[_map.Of(realtimeEvent.Target)];
        if (keys.Length > 0 && shard.Number != 0)
        {
            throw new ArgumentException("What is appended in one step with something else must be in the shard of the prefix.", nameof(realtimeEvent));
        }

        var answer = await shard.Stream.AppendAsync(step, realtimeEvent, keys, values, cancellationToken).ConfigureAwait(false);
        if (realtimeEvent.Kind == EventKind.Kick)
        {
            // What is sent to the user may be in any shard.
            var position = (long)answer[1];
            await Task.WhenAll(_shards.Where(other => other != shard).Select(other => other.PassAsync(position, cancellationToken))).ConfigureAwait(false);
        }

        return answer;
    }

    public async ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(_map.Split(query.Targets)
            .Select(part => _shards[part.Key].Stream.ReadAsync([.. part], query, cancellationToken))).ConfigureAwait(false);
        return parts.Any(static part => part is null) || parts.Sum(static part => part!.Count) > query.MaxCount
            ? EventHistory.Incomplete
            : new EventHistory(true, [.. parts.SelectMany(static part => part!).OrderBy(static entry => entry.Position)]);
    }
}
