using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Storage;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>What is kept of a shard while another does not answer.</summary>
public sealed class ShardMergeTests(RedisServer server)
{
    private const int Count = 2000;
    private const int MostWaiting = 2 * 256;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_shard_that_is_ahead_no_more_than_two_pages_wait()
    {
        var prefix = RedisNode.NewPrefix();
        await using var relay = new TcpRelay(server);
        await using var near = Connect(server.Address, prefix, TimeSpan.FromSeconds(30));
        await using var far = Connect(relay.Address, prefix, TimeSpan.FromMilliseconds(200));
        var settings = new StreamSettings(near.Options);
        var (tags, time) = (ShardTags.For(prefix, 2), new ShardTime());
        ShardFollower[] shards = [new(near, tags[0], 0, settings, time), new(far, tags[1], 1, settings, time)];
        var audience = new LogAudience(NullLogger.Instance);
        var merge = new ShardMerge(shards, audience);
        await merge.ReadOnAsync(Cancellation);

        relay.Cut();
        var everyone = new RealtimeEvent(EventKind.Event, EventTarget.Everyone, "a", default);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ => await shards[0].Stream.AppendAsync(null, everyone, [], [], Cancellation)));
        for (var i = 0; i < 8; i++)
        {
            await Assert.ThrowsAsync<RealtimeException>(() => merge.ReadOnAsync(Cancellation));
            Assert.Equal(1, merge.Silent);
        }

        Assert.InRange(shards[0].Waiting, 1, MostWaiting);
        Assert.Equal(0, audience.Place.Position);
        relay.Mend();

        await Until.TrueAsync("the merge has read on", async cancellation =>
        {
            try
            {
                await merge.ReadOnAsync(cancellation);
                return audience.Place.Position != 0;
            }
            catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.Unavailable)
            {
                return false;
            }
        });

        Assert.Equal(shards[0].Last, audience.Place.Position);
        Assert.Equal(0, shards[0].Waiting);
    }

    private static RedisConnection Connect(string address, string prefix, TimeSpan timeout) => new(
        Options.Create(new RedisRealtimeOptions
        {
            Configuration = ConfigurationOptions.Parse(address),
            KeyPrefix = prefix,
            Shards = 2,
            Timeout = timeout,
        }),
        NullLogger<RedisConnection>.Instance);
}
