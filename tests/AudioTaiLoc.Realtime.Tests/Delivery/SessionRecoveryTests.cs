using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>Clients that come back while the store that knows their rights is down.</summary>
public sealed class SessionRecoveryTests
{
    private const string Room = "order:order_123";
    private const string User = "user_123";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_back_while_rights_cannot_be_checked_is_let_in_as_a_new_one_in_no_room()
    {
        GatedGrantStore? store = null;
        await using var node = await DeliveryNode.StartWithGrantsAsync(own => store = new GatedGrantStore(own));
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (before, _) = await node.ConnectAsync(User);
        await node.JoinAsync(before, Room);
        await node.Recovery.SaveAsync(before, "session_1", (await node.Lifetime.ReleaseAsync(before))!);
        var session = await node.Recovery.ClaimAsync("session_1", User, Cancellation);
        node.Time.Advance(TimeSpan.FromSeconds(30));
        store!.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        var transport = new RecordingTransport();
        var back = TestConnections.Create(User, transport, metrics: node.Metrics);

        Assert.False(await node.Lifetime.RecoverAsync(back, session!, null));

        await node.PublishAsync(EventTarget.Room(Room), "room");
        await node.PublishAsync(EventTarget.User(User), "user");
        await node.FenceAsync();
        Assert.Equal(["user"], transport.Sent.Select(sent => sent.Name));
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }
}
