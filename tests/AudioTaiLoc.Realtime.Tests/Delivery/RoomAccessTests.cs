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
    public async Task However_often_a_grant_is_prolonged_its_end_is_watched_once_and_is_the_last_one_given()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, _) = await node.ConnectAsync(User);
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        await node.JoinAsync(connection, Room);
        for (var minutes = 1; minutes <= 1000; minutes++)
        {
            await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(minutes), Cancellation);
        }

        Assert.Equal(1, node.Deadlines.Count);
        node.Time.Advance(TimeSpan.FromMinutes(999));
        await node.FenceAsync();
        Assert.Equal(1, node.Dispatcher.Rooms.Count);
        node.Time.Advance(TimeSpan.FromMinutes(2));
        await node.FenceAsync();
        await node.FenceAsync();
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
        Assert.Equal(0, node.Deadlines.Count);
    }

    [Fact]
    public async Task A_grant_that_is_shortened_ends_at_the_sooner_time()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, _) = await node.ConnectAsync(User);
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        await node.JoinAsync(connection, Room);
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(60), Cancellation);
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(1), Cancellation);

        node.Time.Advance(TimeSpan.FromSeconds(61));
        await node.FenceAsync();
        await node.FenceAsync();

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task An_end_that_cannot_be_told_is_told_as_soon_as_the_store_is_back()
    {
        GatedGrantStore? store = null;
        await using var node = await DeliveryNode.StartWithGrantsAsync(own => store = new GatedGrantStore(own));
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        await node.JoinAsync(connection, Room);
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddMinutes(1), Cancellation);

        store!.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        node.Time.Advance(TimeSpan.FromSeconds(61));
        node.Time.Advance(TimeSpan.FromSeconds(6));
        await node.FenceAsync();
        Assert.Equal(1, node.Dispatcher.Rooms.Count);
        store.Fault = null;
        node.Time.Advance(TimeSpan.FromSeconds(6));
        await node.FenceAsync();
        await node.FenceAsync();

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
        Assert.Equal(0, node.Deadlines.Count);
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

    [Fact]
    public async Task Many_are_let_in_at_once_and_leave_with_an_entry_each()
    {
        await using var node = await DeliveryNode.StartAsync();
        RoomGrantKey[] keys = [new(Room, "user_1"), new(Room, "user_2"), new(Room, "user_1"), new("booking:1", "user_2")];
        await node.Access.GrantManyAsync(keys, cancellationToken: Cancellation);
        var (first, firstTransport) = await node.ConnectAsync("user_1");
        var (second, secondTransport) = await node.ConnectAsync("user_2");
        await node.JoinAsync(first, Room);
        await node.JoinAsync(second, Room);
        await node.JoinAsync(second, "booking:1");
        var before = node.Log.LastPosition;

        await node.Access.RevokeManyAsync(keys, Cancellation);
        Assert.Equal(before + 3, node.Log.LastPosition);
        await node.PublishAsync(EventTarget.Room(Room));
        await node.PublishAsync(EventTarget.Room("booking:1"));
        await node.FenceAsync();

        Assert.Empty(firstTransport.Positions);
        Assert.Empty(secondTransport.Positions);
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
        Assert.Empty(await node.Access.ListByRoomAsync(Room, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Many_that_were_there_end_at_their_new_time()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        await node.JoinAsync(connection, Room);

        await node.Access.GrantManyAsync([new(Room, User), new(Room, "user_2")], node.Time.GetUtcNow().AddMinutes(1), Cancellation);
        node.Time.Advance(TimeSpan.FromSeconds(61));
        await node.FenceAsync();
        await node.FenceAsync();

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task What_cannot_be_granted_together_is_refused_before_anything_is_stored()
    {
        await using var node = await DeliveryNode.StartAsync();
        var now = node.Time.GetUtcNow();

        await Assert.ThrowsAsync<ArgumentException>(() => node.Access.GrantManyAsync([new(Room, User), new("two words", User)], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Access.GrantManyAsync([new(Room, User)], now, Cancellation));
        RoomGrantKey[] tooMany = [.. Enumerable.Range(0, 10_001).Select(i => new RoomGrantKey(Room, "user_" + i))];
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Access.GrantManyAsync(tooMany, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Access.RevokeManyAsync(tooMany, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Access.ListByUserAsync(User, null, 1001, Cancellation));

        Assert.Equal(0, node.Grants.Count);
        await node.Access.GrantManyAsync([], cancellationToken: Cancellation);
        await node.Access.RevokeManyAsync([], Cancellation);
    }
}
