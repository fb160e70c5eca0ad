using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class RoomSubscriberTests
{
    private const string Room = "order:order_123";
    private const string User = "user_123";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_ahead_of_a_node_that_cannot_catch_up_is_to_ask_again_and_is_not_in_the_room()
    {
        await using var node = await DeliveryNode.StartAsync(static log => new CutOffEventLog(log));
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, transport) = await node.ConnectAsync(User);

        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await node.JoinAsync(connection, Room, node.Ids.ToText(99)));
        await node.PublishAsync(EventTarget.Room(Room));
        await node.FenceAsync();

        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        Assert.Empty(transport.Sent);
        Assert.False(await node.JoinAsync(connection, Room, "foreign-1"));
    }

    [Fact]
    public async Task A_revoke_that_comes_after_the_check_and_before_the_join_keeps_the_connection_out()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var asked = 0;
        var subscriber = Create(node, async right =>
        {
            if (++asked == 1)
            {
                await node.Access.RevokeAsync(Room, User, Cancellation);
            }

            return right;
        });
        var (connection, transport) = await node.ConnectAsync(User);

        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await subscriber.JoinAsync(connection, Room, null, Cancellation));
        await node.PublishAsync(EventTarget.Room(Room));
        await node.FenceAsync();

        Assert.Equal((RealtimeErrorCodes.Forbidden, 2), (refusal.Code, asked));
        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task Given_again_meanwhile_it_joins_and_sees_nothing_from_before_the_new_grant()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var asked = 0;
        var subscriber = Create(node, async right =>
        {
            if (++asked == 1)
            {
                await node.Access.RevokeAsync(Room, User, Cancellation);
                await node.PublishAsync(EventTarget.Room(Room), "between");
                await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
                await node.PublishAsync(EventTarget.Room(Room), "after");
            }

            return right;
        });
        var (connection, transport) = await node.ConnectAsync(User);

        Assert.Equal(new JoinResult(JoinOutcome.Joined, true), await subscriber.JoinAsync(connection, Room, node.Ids.ToText(0), Cancellation));

        Assert.Equal(["after"], transport.Sent.Select(sent => sent.Name));
    }

    [Fact]
    public async Task Revoked_at_every_check_it_is_refused_in_the_end()
    {
        await using var node = await DeliveryNode.StartAsync();
        var asked = 0;
        var subscriber = Create(node, async _ =>
        {
            asked++;
            await node.Access.RevokeAsync(Room, User, Cancellation);
            return RoomAuthorization.Allowed;
        });
        var (connection, _) = await node.ConnectAsync(User);

        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await subscriber.JoinAsync(connection, Room, null, Cancellation));

        Assert.Equal((RealtimeErrorCodes.Forbidden, 3), (refusal.Code, asked));
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task A_yes_that_comes_when_the_call_is_over_lets_nobody_in()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        using var call = new CancellationTokenSource();
        var subscriber = Create(node, async right =>
        {
            await call.CancelAsync();
            return right;
        });
        var (connection, _) = await node.ConnectAsync(User);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await subscriber.JoinAsync(connection, Room, null, call.Token));

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task Who_cannot_be_asked_at_the_end_of_a_right_has_not_prolonged_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        var end = node.Time.GetUtcNow().AddMinutes(1);
        var isDown = false;
        var subscriber = Create(node, _ => isDown
            ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down")
            : Task.FromResult(RoomAuthorization.Allowed with { ExpiresAt = end }));
        var (connection, _) = await node.ConnectAsync(User);
        await subscriber.JoinAsync(connection, Room, null, Cancellation);
        Assert.Equal(1, node.Dispatcher.Rooms.Count);

        isDown = true;
        node.Time.Advance(TimeSpan.FromSeconds(61));
        await node.FenceAsync();

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task Who_says_yes_with_an_end_that_is_past_is_asked_once_and_has_not_prolonged_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        var end = node.Time.GetUtcNow().AddMinutes(1);
        var asked = 0;
        var subscriber = Create(node, _ =>
        {
            asked++;
            return Task.FromResult(RoomAuthorization.Allowed with { ExpiresAt = end });
        });
        var (connection, _) = await node.ConnectAsync(User);
        await subscriber.JoinAsync(connection, Room, null, Cancellation);

        node.Time.Advance(TimeSpan.FromSeconds(61));
        await node.FenceAsync();
        node.Time.Advance(TimeSpan.FromSeconds(1));
        await node.FenceAsync();

        Assert.Equal((0, 2), (node.Dispatcher.Rooms.Count, asked));
    }

    [Fact]
    public async Task A_connection_that_is_gone_is_not_kept_until_its_grant_ends()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddYears(1), Cancellation);
        var gone = await ComeAndGoAsync();
        // The dispatcher has gone on to something else.
        var (present, _) = await node.ConnectAsync(User);
        await node.JoinAsync(present, Room);

        GC.Collect();

        Assert.False(gone.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        async Task<WeakReference> ComeAndGoAsync()
        {
            var (connection, _) = await node.ConnectAsync(User);
            await node.JoinAsync(connection, Room);
            await node.Lifetime.ReleaseAsync(connection);
            return new WeakReference(connection);
        }
    }

    [Fact]
    public async Task An_end_is_watched_once_however_often_a_member_asks_for_its_room()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddYears(1), Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        for (var i = 0; i < 1000; i++)
        {
            await node.JoinAsync(connection, Room);
        }

        Assert.Equal(1, node.Deadlines.Count);
    }

    [Fact]
    public async Task Who_enters_and_leaves_leaves_no_end_behind()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddYears(1), Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        for (var i = 0; i < 1000; i++)
        {
            await node.JoinAsync(connection, Room);
            await node.Subscriber.LeaveAsync(connection, Room);
        }

        // Cancelled ones are forgotten when they are most of the queue.
        Assert.InRange(node.Deadlines.Count, 0, 64);
    }

    [Fact]
    public async Task Who_is_put_out_leaves_no_end_behind()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, _) = await node.ConnectAsync(User);
        for (var i = 0; i < 200; i++)
        {
            await node.Access.GrantAsync(Room, User, node.Time.GetUtcNow().AddYears(1), Cancellation);
            await node.JoinAsync(connection, Room);
            await node.Access.RevokeAsync(Room, User, Cancellation);
            await node.FenceAsync();
        }

        Assert.InRange(node.Deadlines.Count, 0, 64);
    }

    [Fact]
    public async Task A_connection_that_is_gone_joins_nothing()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        await node.Lifetime.ReleaseAsync(connection);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await node.JoinAsync(connection, Room));

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task A_join_that_waits_for_the_log_is_answered_when_the_server_stops()
    {
        SlowEventLog? slow = null;
        var node = await DeliveryNode.StartAsync(log => slow = new SlowEventLog(log));
        var (connection, _) = await node.ConnectAsync(null);
        await node.PublishAsync(EventTarget.Room("product:1"));
        var join = node.JoinAsync(connection, "product:1", node.Ids.ToText(0)).AsTask();
        await node.FenceAsync();
        await node.DisposeAsync();

        await slow!.TakeRead()!.FinishAsync();

        Assert.False(await join);
    }

    [Fact]
    public async Task The_number_of_rooms_is_bounded_and_one_more_time_in_the_same_room_is_none_more()
    {
        await using var node = await DeliveryNode.StartAsync(null, options => options.MaximumRoomsPerConnection = 2);
        var (connection, _) = await node.ConnectAsync(null);
        await node.JoinAsync(connection, "product:1");
        await node.JoinAsync(connection, "product:2");
        await node.JoinAsync(connection, "product:2");

        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await node.JoinAsync(connection, "product:3"));
        Assert.Equal(RealtimeErrorCodes.TooLarge, refusal.Code);
        await node.Subscriber.LeaveAsync(connection, "product:1");
        await node.JoinAsync(connection, "product:3");

        Assert.Equal(2, node.Dispatcher.Rooms.Count);
    }

    [Fact]
    public async Task Refused_because_its_session_cannot_be_kept_it_is_not_in_the_room_and_misses_nothing_when_it_asks_again()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, transport) = await node.ConnectAsync(User);
        connection.SessionId = "session_1";
        var since = node.Ids.ToText(await node.PublishAsync(EventTarget.Room(Room), "seen"));
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        var store = new Mock<ISessionStore>();
        store.Setup(kept => kept.OutlivesNode).Returns(true);
        var away = store.Setup(kept => kept.SaveAsync(It.IsAny<ResumableSession>(), It.IsAny<CancellationToken>()));
        away.Throws(new RealtimeException(RealtimeErrorCodes.Unavailable, "The store cannot be reached."));
        var subscriber = Create(node, Task.FromResult, store.Object);

        var refusal = await Assert.ThrowsAsync<RealtimeException>(async () => await subscriber.JoinAsync(connection, Room, since, Cancellation));
        await node.PublishAsync(EventTarget.Room(Room), "missed too");
        await node.FenceAsync();
        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        Assert.Empty(transport.Sent);

        away.Returns(ValueTask.CompletedTask);
        Assert.True((await subscriber.JoinAsync(connection, Room, since, Cancellation)).Recovered);
        Assert.Equal(["missed", "missed too"], transport.Sent.Select(sent => sent.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_outlives_the_node_has_the_room_before_the_connection_is_in_it(bool catchesUp)
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Room, User, cancellationToken: Cancellation);
        var (connection, _) = await node.ConnectAsync(User);
        connection.SessionId = "session_1";
        var first = await node.PublishAsync(EventTarget.Room(Room), "seen");
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        List<(ResumableSession Session, int Rooms)> kept = [];
        var store = new Mock<ISessionStore>();
        store.Setup(sessions => sessions.OutlivesNode).Returns(true);
        store.Setup(sessions => sessions.SaveAsync(It.IsAny<ResumableSession>(), It.IsAny<CancellationToken>()))
            .Callback((ResumableSession session, CancellationToken _) => kept.Add((session, node.Dispatcher.Rooms.Count)))
            .Returns(ValueTask.CompletedTask);

        await Create(node, Task.FromResult, store.Object).JoinAsync(connection, Room, catchesUp ? node.Ids.ToText(first) : null, Cancellation);

        var (session, rooms) = Assert.Single(kept);
        Assert.Equal(0, rooms);
        Assert.Equal(new SessionRoom(Room, node.Ids.ToText(catchesUp ? first : node.Dispatcher.Position)), Assert.Single(session.Rooms));
    }

    // The store's answer, and then what happens before it is acted on.
    private static RoomSubscriber Create(DeliveryNode node, Func<RoomAuthorization, Task<RoomAuthorization>> after, ISessionStore? sessions = null)
    {
        var grants = new GrantRoomAuthorizer(node.Grants);
        var authorizer = new Mock<IRoomAuthorizer>();
        authorizer.Setup(asked => asked.AuthorizeAsync(It.IsAny<RoomAuthorizationRequest>(), It.IsAny<CancellationToken>()))
            .Returns(async (RoomAuthorizationRequest request, CancellationToken cancellation) => await after(await grants.AuthorizeAsync(request, cancellation)));
        return new RoomSubscriber(
            new RoomGate([authorizer.Object], node.Time),
            node.Dispatcher,
            sessions is null ? node.Keeper : new SessionKeeper(sessions, node.Dispatcher, node.Options, node.Time, NullLogger<SessionKeeper>.Instance),
            new DeadlineQueue(node.Time, NullLogger<DeadlineQueue>.Instance),
            node.Options,
            NullLogger<RoomSubscriber>.Instance);
    }
}
