using System.Threading.Channels;
using AudioTaiLoc.Realtime.Presence;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Presence;

public sealed class PresenceRenewalTests : IDisposable
{
    private readonly PresenceTurns _turns = new();
    private readonly WatchedTime _time = new();
    private readonly RecordingLogger<PresenceRenewal> _log = new();
    private readonly Mock<IPresenceStore> _store = new();
    private readonly Channel<DateTimeOffset> _renewals = Channel.CreateUnbounded<DateTimeOffset>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Who_leaves_and_returns_at_once_is_told_to_be_here_last()
    {
        await using var node = await DeliveryNode.StartAsync(null, options => options.Presence.Audience = PresenceAudience.Watchers);
        var (_, transport) = await node.ConnectAsync("watcher");
        // Between the store's answer and the log lies a look at the grants: the first one that leaves is held up there.
        var leaving = new TaskCompletionSource<IReadOnlyList<RoomGrant>>();
        IReadOnlyList<RoomGrant> watchers = [new RoomGrant(RealtimeRooms.Presence("user_123"), "watcher", node.Time.GetUtcNow(), node.Ids.ToText(0))];
        var grants = new Mock<IRoomGrantStore>();
        grants.SetupSequence(store => store.ListByRoomAsync(It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(watchers)
            .Returns(new ValueTask<IReadOnlyList<RoomGrant>>(leaving.Task))
            .ReturnsAsync(watchers);
        var tracker = new PresenceTracker(new InMemoryPresenceStore(), _turns, grants.Object, node.Publisher, node.Options, node.Time);
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
    public async Task Leases_are_renewed_three_times_in_their_duration()
    {
        await using var node = await DeliveryNode.StartAsync();
        RenewalsSucceed();
        using var renewal = await StartAsync(node);

        for (var i = 1; i <= 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(_time.GetUtcNow().AddSeconds(30), await _renewals.Reader.ReadAsync(Cancellation));
        }

        await renewal.StopAsync(Cancellation);
        _store.Verify(store => store.ReapAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()), Times.AtLeast(2));
    }

    [Fact]
    public async Task A_renewal_that_fails_is_tried_again_at_the_next_turn()
    {
        await using var node = await DeliveryNode.StartAsync();
        var fails = true;
        _store.Setup(store => store.RenewAsync(node.Options.NodeId, It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Returns((string _, DateTimeOffset until, CancellationToken _) =>
            {
                _renewals.Writer.TryWrite(until);
                return fails ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down") : ValueTask.CompletedTask;
            });
        using var renewal = await StartAsync(node);

        _time.Advance(TimeSpan.FromSeconds(10));
        await _renewals.Reader.ReadAsync(Cancellation);
        fails = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _renewals.Reader.ReadAsync(Cancellation);

        await renewal.StopAsync(Cancellation);
        Assert.Single(_log.Lines, line => line is { Level: LogLevel.Warning, Event: "RenewalFailed" });
    }

    [Fact]
    public async Task Those_of_a_node_that_is_gone_are_told_of_once()
    {
        await using var node = await DeliveryNode.StartAsync();
        var store = new InMemoryPresenceStore();
        var tracker = new PresenceTracker(store, _turns, node.Grants, node.Publisher, node.Options, node.Time);
        await store.ConnectAsync(new PresenceLease("c1", "user_456", "other", node.Time.GetUtcNow(), node.Time.GetUtcNow().AddSeconds(30)), Cancellation);
        var (own, transport) = await node.ConnectAsync("user_123");
        await tracker.ConnectedAsync(own);

        node.Time.Advance(TimeSpan.FromSeconds(20));
        await tracker.RenewAsync(Cancellation);
        node.Time.Advance(TimeSpan.FromSeconds(20));
        await tracker.RenewAsync(Cancellation);
        await tracker.RenewAsync(Cancellation);
        await node.FenceAsync();

        Assert.Equal(["user:online", "user:offline"], transport.Sent.Select(sent => sent.Name));
        Assert.Contains("user_456", transport.Sent[1].Payload, StringComparison.Ordinal);
        Assert.Null(transport.Sent[1].EventId);
    }

    [Theory]
    [InlineData(PresenceAudience.SignedIn, true, true, false)]
    [InlineData(PresenceAudience.Watchers, true, false, false)]
    [InlineData(PresenceAudience.Nobody, false, false, false)]
    public async Task Only_the_audience_is_told(PresenceAudience audience, bool watcher, bool other, bool guest)
    {
        await using var node = await DeliveryNode.StartAsync(null, options => options.Presence.Audience = audience);
        var tracker = new PresenceTracker(new InMemoryPresenceStore(), _turns, node.Grants, node.Publisher, node.Options, node.Time);
        await node.Access.GrantAsync(RealtimeRooms.Presence("user_123"), "watcher", cancellationToken: Cancellation);
        var transports = new[] { (await node.ConnectAsync("watcher")).Transport, (await node.ConnectAsync("other")).Transport, (await node.ConnectAsync(null)).Transport };
        var first = TestConnections.Create("user_123");
        var second = TestConnections.Create("user_123");

        await tracker.ConnectedAsync(first);
        await tracker.ConnectedAsync(second);
        await tracker.DisconnectedAsync(first);
        await tracker.DisconnectedAsync(second);
        await node.FenceAsync();
        // Who comes and goes within a second is told of late.
        node.Time.Advance(TimeSpan.FromSeconds(2));
        await node.FenceAsync();

        string[] told = ["user:online", "user:offline"];
        Assert.Equal(
            new[] { watcher, other, guest }.Select(isTold => isTold ? told : []),
            transports.Select(transport => transport.Sent.Select(sent => sent.Name).ToArray()));
    }

    private void RenewalsSucceed()
    {
        _store.Setup(store => store.RenewAsync(It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Returns((string _, DateTimeOffset until, CancellationToken _) =>
            {
                _renewals.Writer.TryWrite(until);
                return ValueTask.CompletedTask;
            });
        _store.Setup(store => store.ReapAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
    }

    private async Task<PresenceRenewal> StartAsync(DeliveryNode node)
    {
        _store.Setup(store => store.ReapAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync([]);
        var renewal = new PresenceRenewal(new PresenceTracker(_store.Object, _turns, node.Grants, node.Publisher, node.Options, _time), node.Options, _time, _log);
        await renewal.StartAsync(Cancellation);
        await _time.SettledAsync(1);
        return renewal;
    }
}
