using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Storage;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>Where ends of access are among the events. Nobody follows the log here, who would take the shards' times ahead by reading them.</summary>
public sealed class ShardPlacesTests(RedisServer server) : IAsyncLifetime
{
    private readonly RedisRealtimeOptions _options = new() { KeyPrefix = RedisNode.NewPrefix(), Shards = ShardedNodes.Shards };
    private RedisConnection _connection = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _options.Configuration = ConfigurationOptions.Parse(server.Address);
        _connection = new RedisConnection(Options.Create(_options), NullLogger<RedisConnection>.Instance);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_appended_after_a_kick_comes_after_it_in_every_shard(int ahead)
    {
        var kicking = await OpenAsync();
        // One for each shard, which knows nothing of the others.
        ShardedStreams[] others = [await OpenAsync(), await OpenAsync(), await OpenAsync()];
        await PutAheadAsync(ahead);

        var kick = await AppendAsync(kicking, new(EventKind.Kick, EventTarget.User(ShardedNodes.UserIn(ahead)), "fraud", default));

        for (var shard = 0; shard < ShardedNodes.Shards; shard++)
        {
            Assert.True(await AppendAsync(others[shard], new(EventKind.Event, ShardedNodes.RoomIn(shard), "after", default)) > kick);
        }
    }

    [Fact]
    public async Task A_revoke_is_in_the_shard_of_its_room()
    {
        var streams = await OpenAsync();

        for (var shard = 0; shard < ShardedNodes.Shards; shard++)
        {
            var revoke = await AppendAsync(streams, new(EventKind.Revoke, ShardedNodes.RoomIn(shard), "user_123", default));
            Assert.Equal(shard, revoke % ShardTime.MaximumShards);
        }
    }

    [Fact]
    public async Task What_a_reader_was_told_is_over_stays_over()
    {
        var (reading, other) = (await OpenAsync(), await OpenAsync());
        await PutAheadAsync(1);
        var ahead = await AppendAsync(reading, new(EventKind.Event, ShardedNodes.RoomIn(1), "ahead", default));

        // It passes the entry on, so that nothing may come before it any more, also of who knows nothing of it.
        await reading.ReadOnAsync(Cancellation);

        Assert.True(await AppendAsync(other, new(EventKind.Event, ShardedNodes.RoomIn(2), "after", default)) > ahead);
    }

    [Fact]
    public async Task A_step_beside_an_event_must_be_in_the_first_shard()
    {
        var streams = await OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await streams.AppendAsync(
            "return {meta[1], append(1), 1}", new(EventKind.Event, ShardedNodes.RoomIn(1), "a", default), [$"{{{_options.KeyPrefix}}}:x"], [], Cancellation));
    }

    private async Task<ShardedStreams> OpenAsync()
    {
        var streams = new ShardedStreams(_connection, new StreamSettings(_options), new LogAudience(NullLogger.Instance));
        await streams.ReadOnAsync(Cancellation);
        return streams;
    }

    private async Task PutAheadAsync(int shard)
    {
        using var redis = await server.ConnectAsync();
        await ShardedNodes.PutAheadAsync(redis.GetDatabase(), ShardTags.For(_options.KeyPrefix, ShardedNodes.Shards)[shard]);
    }

    private static async Task<long> AppendAsync(ShardedStreams streams, RealtimeEvent realtimeEvent) =>
        (long)(await streams.AppendAsync(null, realtimeEvent, [], [], Cancellation))[1];
}
