using AudioTaiLoc.Realtime.Redis.Tests.Cluster;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>The same with a log in three shards.</summary>
public sealed class ShardedManyNodesTests(RedisServer server) : ManyNodesTests(server)
{
    protected override int Shards => 3;
}
