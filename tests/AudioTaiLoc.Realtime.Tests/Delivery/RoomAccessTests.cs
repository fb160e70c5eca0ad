using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class RoomAccessTests
{
    private const string Room = "order:order_123";
    private const string User = "user_123";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_grant_remembers_what_was_newest_when_it_was_given()
    {
        await using var node = await DeliveryNode.StartAsync();
        var position = await node.PublishAsync(EventTarget.Room(Room));

        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        await node.PublishAsync(EventTarget.Room(Room));
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(1), Cancellation);

        var grant = await node.Grants.FindAsync(Room, User, Cancellation);
        Assert.Equal(node.Ids.ToText(position), grant?.GrantedAfter);
        Assert.Equal(node.Time.GetUtcNow().AddMinutes(1), grant?.ExpiresAt);
        Assert.True(await node.Access.IsGrantedAsync(Room, User, Cancellation));
    }

    [Fact]
    public async Task Nothing_published_after_a_revoke_arrives_and_what_was_before_does()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, transport) = await node.ConnectAsync(User);
        await node.JoinAsync(connection, Room);

        var before = await node.PublishAsync(EventTarget.Room(Room));
        await node.Access.RevokeAsync(Room, User, Cancellation);
        await node.PublishAsync(EventTarget.Room(Room));
        await node.FenceAsync();

        Assert.Equal([before], transport.Positions);
        Assert.False(await node.Access.IsGrantedAsync(Room, User, Cancellation));
        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await node.JoinAsync(connection, Room));
        Assert.Equal(RealtimeErrorCodes.Forbidden, refusal.Code);
    }

    [Fact]
    public async Task A_grant_that_ends_takes_the_connection_out()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(1), Cancellation);
        var (connection, transport) = await node.ConnectAsync(User);
        await node.JoinAsync(connection, Room);
        var during = await node.PublishAsync(EventTarget.Room(Room));

        node.Time.Advance(TimeSpan.FromSeconds(61));
        await node.FenceAsync();
        await node.PublishAsync(EventTarget.Room(Room));
        await node.FenceAsync();

        Assert.Equal([during], transport.Positions);
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task A_grant_that_is_prolonged_does_not_end_at_its_first_time()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(1), Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        await node.JoinAsync(connection, Room);
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(2), Cancellation);

        node.Time.Advance(TimeSpan.FromSeconds(61));
        await node.FenceAsync();
        Assert.Equal(1, node.Dispatcher.Rooms.Count);
        node.Time.Advance(TimeSpan.FromSeconds(60));
        await node.FenceAsync();
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task A_grant_that_is_over_before_it_began_is_refused()
    {
        await using var node = await DeliveryNode.StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => node.Access.GrantAsync(Room, User, node.Time.GetUtcNow(), Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => node.Access.GrantAsync("two words", User, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => node.Access.RevokeAsync(Room, "", Cancellation));
    }
}
