using System.Text;
using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>Several nodes whose log has three shards, each with an observer.</summary>
internal sealed class ShardedNodes : IAsyncDisposable
{
    public const int Shards = 3;

    private ShardedNodes(string prefix)
    {
        Prefix = prefix;
        Tags = ShardTags.For(prefix, Shards);
    }

    public string Prefix { get; }

    public List<RedisNode> Nodes { get; } = [];

    public List<RecordingObserver> Observers { get; } = [];

    /// <summary>What each shard's keys begin with, in braces.</summary>
    public string[] Tags { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ShardedNodes> StartAsync(string address, int count, Action<RedisRealtimeOptions>? configure = null)
    {
        var nodes = new ShardedNodes(RedisNode.NewPrefix());
        for (var i = 0; i < count; i++)
        {
            await nodes.AddAsync(address, configure);
        }

        return nodes;
    }

    /// <summary>Starts one more node; its observer is told where it begins.</summary>
    public async Task<RecordingObserver> AddAsync(string address, Action<RedisRealtimeOptions>? configure = null)
    {
        var node = await RedisNode.StartAsync(address, Prefix, options =>
        {
            options.Shards = Shards;
            configure?.Invoke(options);
        });
        var observer = new RecordingObserver();
        Nodes.Add(node);
        Observers.Add(observer);
        await node.Log.TailAsync(observer, Cancellation);
        return observer;
    }

    /// <summary>A room that is in a shard.</summary>
    public static EventTarget RoomIn(int shard) => Enumerable.Range(0, int.MaxValue)
        .Select(i => EventTarget.Room($"order:order_{i}"))
        .First(room => ShardOf(room) == shard);

    /// <summary>A user whose events are in a shard.</summary>
    public static string UserIn(int shard) => Enumerable.Range(0, int.MaxValue)
        .Select(i => $"user_{i}")
        .First(user => ShardOf(EventTarget.User(user)) == shard);

    public static int ShardOf(EventTarget target) => new ShardMap(Shards).Of(target);

    public ValueTask<long> AppendAsync(int node, EventTarget target, string name) =>
        Nodes[node].Log.AppendAsync(new(EventKind.Event, target, name, Encoding.UTF8.GetBytes($$"""{"value":"{{name}}"}""")), Cancellation);

    /// <summary>Lets the time of a shard run an hour ahead, as where its Redis' clock is wrong.</summary>
    public static async Task PutAheadAsync(IDatabase redis, string tag)
    {
        var ahead = DateTimeOffset.UtcNow.AddHours(1) - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await redis.HashSetAsync($"{{{tag}}}:log", "time", (long)(ahead.TotalMilliseconds * 100));
    }

    /// <summary>The keys of a shard that make its life.</summary>
    public RedisKey[] KeysOf(int shard) => [$"{{{Tags[shard]}}}:log", $"{{{Tags[shard]}}}:log:entries", $"{{{Tags[shard]}}}:log:marks"];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
