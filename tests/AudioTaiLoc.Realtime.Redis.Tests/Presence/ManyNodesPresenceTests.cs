using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Presence;

/// <summary>Presence of several nodes: one of them dies, Redis forgets, and what is told of it.</summary>
public sealed class ManyNodesPresenceTests(RedisServer server)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Expiry = Start.AddSeconds(30);

    private readonly string _prefix = RedisNode.NewPrefix();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_node_that_dies_every_user_is_told_offline_once_by_one_of_the_others()
    {
        await using var dead = await StartAsync();
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var log = await PresenceJournal.StartAsync(second.Log);
        string[] users = [.. Enumerable.Range(0, 300).Select(i => $"user_{i:000}")];
        await Task.WhenAll(users.Select(async user => Assert.True(await ConnectAsync(dead, "dead", user))));
        // Ten of them are on another node as well.
        await Task.WhenAll(users.Take(10).Select(async user => Assert.False(await ConnectAsync(first, "first", user))));

        Assert.Equal(10, await first.Presence.RenewAsync("first", Expiry.AddSeconds(10), Cancellation));
        Assert.Empty(await first.Presence.ReapAsync(Expiry.AddSeconds(-1), Cancellation));
        var took = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var survivor = i % 2 == 0 ? first : second;
            var due = await survivor.Presence.ReapAsync(Expiry, Cancellation);
            Assert.DoesNotContain(due, user => users.Take(10).Contains(user, StringComparer.Ordinal));
            return (await Task.WhenAll(due.Select(user => LeaveAsync(survivor, user, Expiry)))).Count(wentByThis => wentByThis);
        }));

        Assert.Equal(290, took.Sum());
        Assert.Equal(users[..10], (await second.Presence.ListAsync(Cancellation)).Select(user => user.UserId));
        await second.Log.CatchUpAsync(590, Cancellation);
        Assert.All(users[..10], user => Assert.Equal(["user:online"], log.Of(user)));
        Assert.All(users[10..], user => Assert.Equal(["user:online", "user:offline"], log.Of(user)));
    }

    [Fact]
    public async Task Coming_and_going_and_its_event_are_one_step()
    {
        await using var node = await StartAsync();
        var log = await PresenceJournal.StartAsync(node.Log);

        Assert.True(await ConnectAsync(node, "node", "user_123"));
        Assert.False(await ConnectAsync(node, "other", "user_123"));
        Assert.False(await LeaveAsync(node, "user_123", Start));
        await node.Presence.DisconnectAsync("user_123", "node-user_123", Start, Cancellation);
        await node.Presence.DisconnectAsync("user_123", "other-user_123", Start.AddSeconds(5), Cancellation);
        Assert.False(await LeaveAsync(node, "user_123", Start.AddSeconds(4)));
        Assert.True(await LeaveAsync(node, "user_123", Start.AddSeconds(5)));
        Assert.False(await LeaveAsync(node, "user_123", Start.AddSeconds(6)));

        // The fence is the third entry: nothing else was appended.
        Assert.Equal(3, await node.Log.AppendAsync(ToEvent("fence", "user_123"), Cancellation));
        await node.Log.CatchUpAsync(3, Cancellation);
        Assert.Equal(["user:online", "user:offline"], log.Of("user_123"));
    }

    [Fact]
    public async Task What_is_told_is_what_was_given_and_is_read_back_where_it_is_kept()
    {
        await using var node = await StartAsync();
        var events = (IPresenceEvents)node.Presence;
        Assert.True(events.AppendsTo(node.Log));
        await using var elsewhere = await StartAsync();
        Assert.False(events.AppendsTo(elsewhere.Log));
        var kept = ToEvent("user:online", "user_123") with { IsVolatile = false, Target = EventTarget.Users(["a", "b"]) };

        Assert.True(await events.ConnectAsync(Lease("node", "user_123"), kept, Cancellation));

        await node.Log.CatchUpAsync(1, Cancellation);
        var history = await node.Log.ReadAsync(new EventQuery([EventTarget.User("b")], 0, 1, 10), Cancellation);
        var entry = Assert.Single(history.Entries);
        Assert.Equal((1, kept.Name, kept.ConflationKey), (entry.Position, entry.Event.Name, entry.Event.ConflationKey));
        Assert.Equal(kept.Payload.ToArray(), entry.Event.Payload.ToArray());
    }

    [Fact]
    public async Task In_a_log_that_began_anew_the_change_is_made_once_and_told_there()
    {
        await using var own = await RedisServer.StartNewAsync();
        await using var node = await RedisNode.StartAsync(own, _prefix);
        await ConnectAsync(node, "node", "user_123");
        using (var redis = await own.ConnectAsync())
        {
            await redis.GetDatabase().ExecuteAsync("FLUSHALL");
        }

        Assert.True(await ConnectAsync(node, "node", "user_456"));
        Assert.False(await ConnectAsync(node, "node", "user_456"));

        Assert.Equal(2, await node.Log.AppendAsync(ToEvent("fence", "user_456"), Cancellation));
        Assert.Equal([new PresenceUser("user_456", 1, Start)], await node.Presence.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_process_that_takes_a_dead_ones_name_does_not_keep_its_users()
    {
        await using var dead = await StartAsync();
        await using var next = await StartAsync();
        await ConnectAsync(dead, "node", "user_123");
        await ConnectAsync(next, "node", "user_456");

        Assert.Equal(1, await next.Presence.RenewAsync("node", Expiry.AddSeconds(10), Cancellation));

        Assert.Equal([new NodeStats("node", 2)], (await next.Presence.GetStatsAsync(Cancellation)).Nodes);
        Assert.Equal(["user_123"], await next.Presence.ReapAsync(Expiry, Cancellation));
    }

    [Fact]
    public async Task What_Redis_forgot_is_missing_when_the_node_renews()
    {
        await using var node = await StartAsync();
        await ConnectAsync(node, "node", "user_123");
        await ConnectAsync(node, "node", "user_456");
        Assert.Equal(2, await node.Presence.RenewAsync("node", Expiry, Cancellation));
        using (var redis = await server.ConnectAsync())
        {
            foreach (var key in redis.GetServer(server.Address).Keys(pattern: $"{{{_prefix}}}:presence*").ToArray())
            {
                await redis.GetDatabase().KeyDeleteAsync(key);
            }
        }

        Assert.Equal(0, await node.Presence.RenewAsync("node", Expiry, Cancellation));
        Assert.True(await ConnectAsync(node, "node", "user_123"));
        Assert.Equal(1, await node.Presence.RenewAsync("node", Expiry, Cancellation));
    }

    private static RealtimeEvent ToEvent(string name, string userId) =>
        new(EventKind.Event, EventTarget.SignedIn, name, PresenceJournal.ToPayload(userId)) { IsVolatile = true, ConflationKey = "presence " + userId };

    private static PresenceLease Lease(string nodeId, string userId) => new($"{nodeId}-{userId}", userId, nodeId, Start, Expiry);

    private static async Task<bool> ConnectAsync(RedisNode node, string nodeId, string userId) =>
        await ((IPresenceEvents)node.Presence).ConnectAsync(Lease(nodeId, userId), ToEvent("user:online", userId), Cancellation);

    private static async Task<bool> LeaveAsync(RedisNode node, string userId, DateTimeOffset now) =>
        await ((IPresenceEvents)node.Presence).LeaveAsync(userId, now, ToEvent("user:offline", userId), Cancellation);

    private Task<RedisNode> StartAsync() => RedisNode.StartAsync(server, _prefix);
}
