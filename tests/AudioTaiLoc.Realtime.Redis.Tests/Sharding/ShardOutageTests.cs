using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>One master of a Redis Cluster cannot be reached.</summary>
public sealed class ShardOutageTests(RedisCluster cluster) : IClassFixture<RedisCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Without_one_shard_nothing_is_passed_on_and_when_it_is_back_nothing_is_missing(int away)
    {
        await using var nodes = await ShardedNodes.StartAsync(cluster.Address, 2, options => options.Timeout = TimeSpan.FromSeconds(1));
        await nodes.AppendAsync(0, ShardedNodes.RoomIn(away), "before");
        await Task.WhenAll(nodes.Observers.Select(observer => observer.NextAsync()));
        // Where the slots cannot be cut evenly, two shards may be on one master.
        int[] masters = [.. nodes.Tags.Select(tag => RedisCluster.MasterOf(HashSlot.Of(tag)))];
        int[] others = [.. Enumerable.Range(0, ShardedNodes.Shards).Where(shard => masters[shard] != masters[away])];
        var relay = cluster.Relays[masters[away]];

        relay.Cut();
        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await nodes.AppendAsync(0, ShardedNodes.RoomIn(away), "refused"));
        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        List<long> appended = [];
        for (var i = 0; i < 100; i++)
        {
            appended.Add(await nodes.AppendAsync(i % 2, ShardedNodes.RoomIn(others[i % others.Length]), $"{i}"));
        }

        var refused = await Assert.ThrowsAsync<RealtimeException>(async () => await nodes.Nodes[1].Log.CatchUpAsync(appended[^1], Cancellation));
        Assert.Equal(RealtimeErrorCodes.Unavailable, refused.Code);
        Assert.Matches(
            $"^Shard [0-2] of the event log on Redis at {cluster.Address.Replace(",", ", ", StringComparison.Ordinal)} does not answer.$", nodes.Nodes[1].Log.Obstacle);
        Assert.Equal(masters[away], masters[nodes.Nodes[1].Log.Obstacle!["Shard ".Length] - '0']);
        Assert.All(nodes.Observers, observer => Assert.False(observer.HasMore));
        relay.Mend();

        foreach (var observer in nodes.Observers)
        {
            Assert.Equal(appended, (await observer.NextAsync(appended.Count)).Select(entry => entry.Position));
            await observer.BeginningAsync();
            Assert.False(observer.HasBegunAgain);
        }

        await Until.TrueAsync("no node's log has an obstacle", () => nodes.Nodes.All(node => node.Log.Obstacle is null));

        await nodes.AppendAsync(1, ShardedNodes.RoomIn(away), "again");
        Assert.All(await Task.WhenAll(nodes.Observers.Select(observer => observer.NextAsync())), entry => Assert.Equal("again", entry.Event.Name));
    }
}
