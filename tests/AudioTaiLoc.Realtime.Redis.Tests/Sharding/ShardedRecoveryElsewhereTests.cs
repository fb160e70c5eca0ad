using AudioTaiLoc.Realtime.Redis.Tests.Cluster;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>The same with a log in three shards.</summary>
public sealed class ShardedRecoveryElsewhereTests(RedisServer server) : RecoveryElsewhereTests(server)
{
    protected override int Shards => 3;
}
