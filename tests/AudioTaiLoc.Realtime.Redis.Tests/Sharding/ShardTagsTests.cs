using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>Where the shards' keys lie on a Redis Cluster.</summary>
public sealed class ShardTagsTests(RedisCluster cluster) : IClassFixture<RedisCluster>
{
    [Fact]
    public void The_first_shard_is_where_the_log_is_without_shards() => Assert.Equal(["shop"], ShardTags.For("shop", 1));

    [Theory]
    [InlineData("audiotailoc")]
    [InlineData("shop")]
    [InlineData("a:b/c.d-e_f")]
    public void Shards_have_equal_distances(string prefix)
    {
        for (var shards = 1; shards <= ShardTime.MaximumShards; shards++)
        {
            var tags = ShardTags.For(prefix, shards);

            Assert.Equal(prefix, tags[0]);
            Assert.Equal(
                Enumerable.Range(0, shards).Select(shard => (HashSlot.Of(prefix) + (shard * HashSlot.Count / shards)) % HashSlot.Count),
                tags.Select(HashSlot.Of));
        }
    }

    [Fact]
    public async Task A_cluster_puts_them_where_it_is_reckoned_each_on_a_master_of_its_own()
    {
        Assert.Equal(12_739, HashSlot.Of("123456789"));
        var tags = ShardTags.For("audiotailoc", 3);

        foreach (var tag in tags)
        {
            Assert.Equal(HashSlot.Of(tag), await cluster.SlotAsync($"{{{tag}}}:log"));
        }

        Assert.Equal([0, 1, 2], tags.Select(tag => RedisCluster.MasterOf(HashSlot.Of(tag))).Order());
    }
}
