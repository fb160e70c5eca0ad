using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>The log in three shards on a Redis Cluster against the event log's specification.</summary>
public sealed class ClusteredLogSpecificationTests(RedisCluster cluster) : EventLogSpecification, IClassFixture<RedisCluster>, IAsyncDisposable
{
    private readonly RedisNodes _nodes = new();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    protected override ValueTask<IEventLog> CreateAsync(int keptEntries) =>
        _nodes.StartShardedAsync(cluster.Address, keptEntries);
}
