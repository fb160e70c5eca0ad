using System.Text;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Presence;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Presence;

public sealed class PresenceTrackerTests : IDisposable
{
    private readonly PresenceTurns _turns = new();
    private readonly InMemoryPresenceStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Without_a_grace_who_leaves_and_returns_at_once_is_told_to_be_here_last()
    {
        await using var node = await StartAsync(options =>
        {
            options.Presence.Audience = PresenceAudience.Watchers;
            options.Presence.ReconnectGrace = TimeSpan.Zero;
        });
        var (_, transport) = await node.ConnectAsync("watcher");
        // Between the store's answer and the log lies a look at the grants: the first one that leaves is held up there.
        var leaving = new TaskCompletionSource<IReadOnlyList<RoomGrant>>();
        IReadOnlyList<RoomGrant> watchers = [new RoomGrant(RealtimeRooms.Presence("user_123"), "watcher", node.Time.GetUtcNow(), node.Ids.ToText(0))];
        var grants = new Mock<IRoomGrantStore>();
        grants.SetupSequence(store => store.ListByRoomAsync(It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(watchers)
            .Returns(new ValueTask<IReadOnlyList<RoomGrant>>(leaving.Task))
            .ReturnsAsync(watchers);
        var tracker = Create(node, grants: grants.Object);
        var phone = TestConnections.Create("user_123");
        await tracker.ConnectedAsync(phone);

        var left = tracker.DisconnectedAsync(phone).AsTask();
        var returned = tracker.ConnectedAsync(TestConnections.Create("user_123")).AsTask();
        leaving.SetResult(watchers);
        await Task.WhenAll(left, returned);
        await node.FenceAsync();

        Assert.Equal(["user:online", "user:offline", "user:online"], transport.Sent.Select(sent => sent.Name));
    }

    [Fact]
    public async Task A_page_that_loads_anew_shows_nobody_offline()
    {
        await using var node = await StartAsync();
        var (_, watcher) = await node.ConnectAsync("watcher");
        var tracker = Create(node);
        for (var i = 0; i < 10; i++)
        {
            var page = TestConnections.Create("user_123");
            await tracker.ConnectedAsync(page);
            await AdvanceAsync(node, tracker, 3);
            await tracker.DisconnectedAsync(page);
            await AdvanceAsync(node, tracker, 4);
        }

        Assert.Equal([new PresenceUser("user_123", 0, node.Time.GetUtcNow().AddSeconds(-7))], await _store.ListAsync(Cancellation));
        Assert.Equal(["user:online"], watcher.Sent.Select(sent => sent.Name));

        await AdvanceAsync(node, tracker, 1);
        Assert.Equal(["user:online", "user:offline"], watcher.Sent.Select(sent => sent.Name));
        Assert.Empty(await _store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Those_of_a_node_that_is_gone_are_told_of_once()
    {
        await using var node = await StartAsync();
        var tracker = Create(node);
        var now = node.Time.GetUtcNow();
        await _store.ConnectAsync(new PresenceLease("c1", "user_456", "other", now, now.AddSeconds(30)), Cancellation);
        var (own, transport) = await node.ConnectAsync("user_123");
        await tracker.ConnectedAsync(own);

        for (var i = 0; i < 4; i++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(10));
            await tracker.RenewAsync(node.Time.GetUtcNow(), Cancellation);
            await tracker.ReapAsync(node.Time.GetUtcNow(), Cancellation);
        }

        await node.FenceAsync();
        Assert.Equal(["user:online", "user:offline"], transport.Sent.Select(sent => sent.Name));
        Assert.Contains("user_456", transport.Sent[1].Payload, StringComparison.Ordinal);
        Assert.Null(transport.Sent[1].EventId);
    }

    [Fact]
    public async Task A_connection_that_the_store_lost_is_added_again_with_the_next_renewal_and_told()
    {
        await using var node = await StartAsync();
        var store = new PresenceStoreWithLog(_store, node.Log);
        var tracker = Create(node, store);
        await tracker.ConnectedAsync(TestConnections.Create("user_123"));
        // For longer than the lease this node was not heard of.
        node.Time.Advance(TimeSpan.FromSeconds(31));
        await Create(node, store).ReapAsync(node.Time.GetUtcNow(), Cancellation);
        Assert.Empty(await _store.ListAsync(Cancellation));

        await tracker.RenewAsync(node.Time.GetUtcNow(), Cancellation);
        await tracker.RenewAsync(node.Time.GetUtcNow(), Cancellation);
        await tracker.ReapAsync(node.Time.GetUtcNow().AddSeconds(29), Cancellation);

        Assert.Single(await _store.ListAsync(Cancellation), user => user.ConnectionCount == 1);
        Assert.Equal(["user:online", "user:offline", "user:online"], store.Given.Select(given => given.Name));
    }

    [Fact]
    public async Task What_the_store_was_not_there_for_is_made_good()
    {
        await using var node = await StartAsync();
        var isDown = true;
        var store = new Mock<IPresenceStore>();
        store.Setup(one => one.ConnectAsync(It.IsAny<PresenceLease>(), It.IsAny<CancellationToken>()))
            .Returns((PresenceLease lease, CancellationToken cancellation) => isDown ? throw Down() : _store.ConnectAsync(lease, cancellation));
        store.Setup(one => one.DisconnectAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Returns((string user, string id, DateTimeOffset until, CancellationToken cancellation) =>
                isDown ? throw Down() : _store.DisconnectAsync(user, id, until, cancellation));
        store.Setup(one => one.RenewAsync(It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Returns((string id, DateTimeOffset until, CancellationToken cancellation) => _store.RenewAsync(id, until, cancellation));
        store.Setup(one => one.ReapAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Returns((DateTimeOffset now, CancellationToken cancellation) => _store.ReapAsync(now, cancellation));
        var tracker = Create(node, store.Object);
        var stays = TestConnections.Create("user_123");
        var leaves = TestConnections.Create("user_456");
        await _store.ConnectAsync(
            new PresenceLease(leaves.Id, "user_456", node.Options.NodeId, node.Time.GetUtcNow(), node.Time.GetUtcNow().AddHours(1)), Cancellation);

        await Assert.ThrowsAsync<RealtimeException>(async () => await tracker.ConnectedAsync(stays));
        await Assert.ThrowsAsync<RealtimeException>(async () => await tracker.DisconnectedAsync(leaves));
        await Assert.ThrowsAsync<RealtimeException>(() => tracker.ReapAsync(node.Time.GetUtcNow(), Cancellation));
        isDown = false;
        await tracker.ReapAsync(node.Time.GetUtcNow(), Cancellation);
        await tracker.RenewAsync(node.Time.GetUtcNow(), Cancellation);

        Assert.Equal(
            [("user_123", 1), ("user_456", 0)],
            (await _store.ListAsync(Cancellation)).Select(user => (user.UserId, user.ConnectionCount)));
    }

    [Theory]
    [InlineData(PresenceAudience.SignedIn, true, true, false)]
    [InlineData(PresenceAudience.Watchers, true, false, false)]
    [InlineData(PresenceAudience.Nobody, false, false, false)]
    public async Task Only_the_audience_is_told(PresenceAudience audience, bool watcher, bool other, bool guest)
    {
        await using var node = await StartAsync(options => options.Presence.Audience = audience);
        var tracker = Create(node);
        await node.Access.GrantAsync(RealtimeRooms.Presence("user_123"), "watcher", cancellationToken: Cancellation);
        var transports = new[] { (await node.ConnectAsync("watcher")).Transport, (await node.ConnectAsync("other")).Transport, (await node.ConnectAsync(null)).Transport };

        await ComeAndGoAsync(node, tracker);

        string[] told = ["user:online", "user:offline"];
        Assert.Equal(
            new[] { watcher, other, guest }.Select(isTold => isTold ? told : []),
            transports.Select(transport => transport.Sent.Select(sent => sent.Name).ToArray()));
    }

    [Theory]
    [InlineData(PresenceAudience.SignedIn, EventTargetKind.SignedIn, "presence user_123")]
    [InlineData(PresenceAudience.Watchers, EventTargetKind.Users, null)]
    public async Task A_store_that_is_kept_with_the_log_is_given_the_events(PresenceAudience audience, EventTargetKind target, string? conflationKey)
    {
        await using var node = await StartAsync(options => options.Presence.Audience = audience);
        await node.Access.GrantAsync(RealtimeRooms.Presence("user_123"), "watcher", cancellationToken: Cancellation);
        var store = new PresenceStoreWithLog(_store, node.Log);
        var before = node.Log.LastPosition;

        await ComeAndGoAsync(node, Create(node, store));

        Assert.Equal(["user:online", "user:offline"], store.Given.Select(given => given.Name));
        Assert.All(store.Given, given =>
        {
            Assert.Equal((EventKind.Event, target, true, conflationKey), (given.Kind, given.Target.Kind, given.IsVolatile, given.ConflationKey));
            Assert.Contains("\"userId\":\"user_123\",\"timestamp\":\"2024-01-15T10:3", Encoding.UTF8.GetString(given.Payload.Span), StringComparison.Ordinal);
        });
        // Those that the store appended, and none besides.
        Assert.Equal(before + 2, node.Log.LastPosition);
    }

    [Fact]
    public async Task A_store_that_is_kept_with_another_log_is_not_given_the_events()
    {
        await using var node = await StartAsync();
        var (_, transport) = await node.ConnectAsync("watcher");
        var store = new PresenceStoreWithLog(_store, Mock.Of<IEventLog>());

        await ComeAndGoAsync(node, Create(node, store));

        Assert.Empty(store.Given);
        Assert.Equal(["user:online", "user:offline"], transport.Sent.Select(sent => sent.Name));
    }

    private static RealtimeException Down() => new(RealtimeErrorCodes.Unavailable, "down");

    private static Task<DeliveryNode> StartAsync(Action<RealtimeOptions>? configure = null) => DeliveryNode.StartAsync(null, configure);

    private static async Task AdvanceAsync(DeliveryNode node, PresenceTracker tracker, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(1));
            await tracker.ReapAsync(node.Time.GetUtcNow(), Cancellation);
            await node.FenceAsync();
        }
    }

    private static async Task ComeAndGoAsync(DeliveryNode node, PresenceTracker tracker)
    {
        Connection first = TestConnections.Create("user_123"), second = TestConnections.Create("user_123");
        await tracker.ConnectedAsync(first);
        await tracker.ConnectedAsync(second);
        await tracker.DisconnectedAsync(first);
        await tracker.DisconnectedAsync(second);
        await node.FenceAsync();
        await AdvanceAsync(node, tracker, 6);
    }

    private PresenceTracker Create(DeliveryNode node, IPresenceStore? store = null, IRoomGrantStore? grants = null)
    {
        store ??= _store;
        return new PresenceTracker(
            store,
            new PresenceChanges(store, node.Log, grants ?? node.Grants, node.Publisher, node.Options, node.Time),
            _turns,
            node.Options,
            node.Time);
    }
}
