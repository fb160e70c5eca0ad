using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Presence;

/// <summary>Presence of several nodes: one of them dies, Redis forgets, Redis is away.</summary>
public sealed class ManyNodesPresenceTests(RedisServer server)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Expiry = Start.AddSeconds(30);

    private readonly string _prefix = RedisNode.NewPrefix();
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_node_that_dies_every_user_is_reported_offline_once_by_one_of_the_others()
    {
        await using var dead = await StartAsync();
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        string[] users = [.. Enumerable.Range(0, 300).Select(i => $"user_{i:000}")];
        await Task.WhenAll(users.Select(async user => Assert.True(await ConnectAsync(dead, "dead", user))));
        // Ten of them are on another node as well.
        await Task.WhenAll(users.Take(10).Select(async user => Assert.False(await ConnectAsync(first, "first", user))));

        await first.Presence.RenewAsync("first", Expiry.AddSeconds(10), Cancellation);
        Assert.Empty(await first.Presence.ReapAsync(Expiry.AddSeconds(-1), Cancellation));
        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            await (i % 2 == 0 ? first : second).Presence.ReapAsync(Expiry, Cancellation)));

        Assert.Equal(users[10..], told.SelectMany(gone => gone).Order(StringComparer.Ordinal));
        Assert.Equal(users[..10], (await second.Presence.ListAsync(Cancellation)).Select(user => user.UserId));
    }

    [Fact]
    public async Task A_process_that_takes_a_dead_ones_name_does_not_keep_its_users()
    {
        await using var dead = await StartAsync();
        await using var next = await StartAsync();
        await ConnectAsync(dead, "node", "user_123");
        await ConnectAsync(next, "node", "user_456");

        await next.Presence.RenewAsync("node", Expiry.AddSeconds(10), Cancellation);

        Assert.Equal([new NodeStats("node", 2)], (await next.Presence.GetStatsAsync(Cancellation)).Nodes);
        Assert.Equal(["user_123"], await next.Presence.ReapAsync(Expiry, Cancellation));
    }

    [Fact]
    public async Task What_Redis_forgot_is_there_again_after_a_renewal()
    {
        await using var node = await StartAsync();
        await ConnectAsync(node, "node", "user_123");
        await ConnectAsync(node, "node", "user_456");
        using (var redis = await server.ConnectAsync())
        {
            string root = $"{{{_prefix}}}:presence";
            await redis.GetDatabase().KeyDeleteAsync(
                [root + ":connections", root + ":users", root + ":nodes", root + ":node:node", root + ":user:user_123", root + ":user:user_456"]);
            foreach (var key in redis.GetServer(server.Address).Keys(pattern: root + ":node:*").ToArray())
            {
                await redis.GetDatabase().KeyDeleteAsync(key);
            }
        }

        Assert.Empty(await node.Presence.ListAsync(Cancellation));
        await node.Presence.RenewAsync("node", Expiry, Cancellation);

        Assert.Equal(["user_123", "user_456"], (await node.Presence.ListAsync(Cancellation)).Select(user => user.UserId));
    }

    [Fact]
    public async Task An_end_that_Redis_was_not_there_for_is_told_when_it_is_back()
    {
        await using var relay = new TcpRelay(server);
        await using var node = await StartAsync(relay);
        await ConnectAsync(node, "node", "user_123");

        relay.Cut();
        var refusal = await Assert.ThrowsAsync<RealtimeException>(
            async () => await node.Presence.DisconnectAsync("user_123", "node-user_123", Cancellation));
        relay.Mend();

        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        while (true)
        {
            try
            {
                Assert.Equal(["user_123"], await node.Presence.ReapAsync(Start, Cancellation));
                return;
            }
            catch (RealtimeException)
            {
                await Task.Delay(50, Cancellation);
            }
        }
    }

    private Task<RedisNode> StartAsync(TcpRelay? relay = null) => RedisNode.StartAsync(
        server,
        _prefix,
        options =>
        {
            if (relay is not null)
            {
                options.Configuration = ConfigurationOptions.Parse(relay.Address);
                options.Timeout = TimeSpan.FromSeconds(1);
            }
        },
        _time);

    private static ValueTask<bool> ConnectAsync(RedisNode node, string nodeId, string userId) =>
        node.Presence.ConnectAsync(new PresenceLease($"{nodeId}-{userId}", userId, nodeId, Start, Expiry), Cancellation);
}
