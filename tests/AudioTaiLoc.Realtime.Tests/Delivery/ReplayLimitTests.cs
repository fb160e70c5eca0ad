using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>What catching up may cost the server: bytes that wait, bytes at once, and time of the log.</summary>
public sealed class ReplayLimitTests
{
    private const string Room = "product:prod_123";
    private const string User = "user_123";

    [Fact]
    public async Task Who_has_not_read_the_last_replay_gets_no_other()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, transport) = await node.ConnectAsync(User);
        await node.PublishAsync(EventTarget.Room(Room));
        await node.FenceAsync();
        transport.UnreadReplayBytes = node.Options.MaximumQueuedBytes + 1;

        var join = await Assert.ThrowsAsync<RealtimeException>(async () => await node.JoinAsync(connection, Room, node.Ids.ToText(0)));
        var resume = await Assert.ThrowsAsync<RealtimeException>(() => node.Dispatcher.RunAsync(new ResumeCommand(connection, node.Ids.ToText(0))));

        Assert.Equal((RealtimeErrorCodes.RateLimited, RealtimeErrorCodes.RateLimited), (join.Code, resume.Code));
        Assert.Equal("The limit 'replay' was exceeded (1 times since this was last said).", Assert.Single(node.LimitLog.Lines).Message);
        Assert.True(join.RetryAfter > TimeSpan.Zero);
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
        Assert.Null(await node.JoinAsync(connection, Room));
        transport.UnreadReplayBytes = 0;
        Assert.True(await node.JoinAsync(connection, Room, node.Ids.ToText(0)));
        Assert.Equal([1], transport.Positions);
    }

    [Fact]
    public async Task Who_has_not_read_the_last_current_values_gets_no_other()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, transport) = await node.ConnectAsync(User);
        var value = await node.Publisher.PublishAsync(
            EventTarget.Room(Room),
            "value",
            0,
            static (writer, _) =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            },
            new EventTraits { ConflationKey = "value", HasSnapshot = true },
            TestContext.Current.CancellationToken);
        await node.FenceAsync();
        transport.UnreadReplayBytes = node.Options.MaximumQueuedBytes + 1;

        var join = await Assert.ThrowsAsync<RealtimeException>(async () => await node.JoinAsync(connection, Room));

        Assert.Equal(RealtimeErrorCodes.RateLimited, join.Code);
        Assert.Equal(0, node.Dispatcher.Rooms.Count);
        Assert.Null(await node.JoinAsync(connection, "product:without"));
        transport.UnreadReplayBytes = 0;
        Assert.Null(await node.JoinAsync(connection, Room));
        Assert.Equal([value], transport.Positions);
        transport.UnreadReplayBytes = node.Options.MaximumQueuedBytes + 1;
        // Who is there is sent nothing.
        Assert.Null(await node.JoinAsync(connection, Room));
    }

    [Fact]
    public async Task More_bytes_than_one_client_is_replayed_count_as_gone()
    {
        await using var node = await DeliveryNode.StartAsync(null, options => options.EventLog.MaximumReplayBytes = 1024);
        var (connection, transport) = await node.ConnectAsync(User);
        for (var i = 0; i < 2; i++)
        {
            await node.PublishAsync(EventTarget.Room(Room), new string('x', 600));
        }

        await node.FenceAsync();

        Assert.False(await node.JoinAsync(connection, Room, node.Ids.ToText(0)));
        Assert.Empty(transport.Sent);
        await node.Subscriber.LeaveAsync(connection, Room);
        Assert.True(await node.JoinAsync(connection, Room, node.Ids.ToText(1)));
        Assert.Equal([2], transport.Positions);
    }

    [Fact]
    public async Task A_log_that_does_not_answer_in_time_has_nothing_and_live_events_go_on()
    {
        SlowEventLog? slow = null;
        await using var node = await DeliveryNode.StartAsync(log => slow = new SlowEventLog(log));
        var (connection, transport) = await node.ConnectAsync(User);
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        var join = node.JoinAsync(connection, Room, node.Ids.ToText(0)).AsTask();
        await node.FenceAsync();
        var read = slow!.TakeRead()!;
        await node.PublishAsync(EventTarget.Room(Room), "live");
        await node.FenceAsync();
        Assert.Empty(transport.Sent);

        node.Time.Advance(node.Options.EventLog.ReadTimeout);

        Assert.False(await join);
        Assert.True(read.Cancellation.IsCancellationRequested);
        await node.FenceAsync();
        Assert.Equal(["live"], transport.Sent.Select(sent => sent.Name));
        Assert.Contains(node.DispatcherLog.Lines, line => line.Event == "ReplayFailed");
        // What comes too late is of no consequence, nor is a late fault.
        read.Fail();
        await node.FenceAsync();
        Assert.Single(transport.Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_is_away_for_a_moment_or_a_node_that_stood_still_asks_once_more(bool isAway)
    {
        SlowEventLog? slow = null;
        await using var node = await DeliveryNode.StartAsync(log => slow = new SlowEventLog(log));
        var (connection, transport) = await node.ConnectAsync(User);
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        var join = node.JoinAsync(connection, Room, node.Ids.ToText(0)).AsTask();
        var first = await slow!.NextReadAsync();
        await node.FenceAsync();
        await node.PublishAsync(EventTarget.Room(Room), "live");

        if (isAway)
        {
            first.Fail();
        }
        else
        {
            node.Time.Advance(3 * node.Options.EventLog.ReadTimeout);
        }

        var second = await slow.NextReadAsync();
        await node.FenceAsync();
        Assert.Empty(transport.Sent);
        await second.FinishAsync();

        Assert.True(await join);
        await node.FenceAsync();
        Assert.Equal(["missed", "live"], transport.Sent.Select(sent => sent.Name));
    }

    [Fact]
    public async Task A_log_that_is_away_for_a_while_is_asked_again_until_it_is_back()
    {
        SlowEventLog? slow = null;
        await using var node = await DeliveryNode.StartAsync(log => slow = new SlowEventLog(log));
        var (connection, transport) = await node.ConnectAsync(User);
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        var join = node.JoinAsync(connection, Room, node.Ids.ToText(0)).AsTask();

        (await slow!.NextReadAsync()).Fail();
        for (var second = 1; second <= 5; second++)
        {
            var read = await slow.NextReadAsync();
            var made = node.Time.Created;
            read.Fail();
            await node.Time.MadeAsync(made);
            Assert.Null(slow.TakeRead());
            node.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await (await slow.NextReadAsync()).FinishAsync();

        Assert.True(await join);
        await node.FenceAsync();
        Assert.Equal(["missed"], transport.Sent.Select(sent => sent.Name));
    }

    [Fact]
    public async Task A_log_that_stays_away_is_not_asked_for_ever()
    {
        SlowEventLog? slow = null;
        await using var node = await DeliveryNode.StartAsync(log => slow = new SlowEventLog(log));
        var (connection, _) = await node.ConnectAsync(User);
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        var join = node.JoinAsync(connection, Room, node.Ids.ToText(0)).AsTask();

        (await slow!.NextReadAsync()).Fail();
        var last = await slow.NextReadAsync();
        node.Time.Advance(node.Options.EventLog.ReadTimeout - TimeSpan.FromMilliseconds(50));
        last.Fail();

        Assert.False(await join);
        Assert.Null(slow.TakeRead());
    }

    [Fact]
    public async Task Too_much_that_comes_while_the_log_is_asked_ends_the_connection()
    {
        SlowEventLog? slow = null;
        await using var node = await DeliveryNode.StartAsync(log => slow = new SlowEventLog(log), options => options.MaximumQueuedBytes = 16 * 1024);
        var (connection, transport) = await node.ConnectAsync(User);
        await node.PublishAsync(EventTarget.Room(Room), "missed");
        await node.FenceAsync();
        var join = node.JoinAsync(connection, Room, node.Ids.ToText(0)).AsTask();
        await node.FenceAsync();
        var (other, unaffected) = await node.ConnectAsync("user_456");
        await node.JoinAsync(other, Room);

        for (var i = 0; i < 40; i++)
        {
            await node.PublishAsync(EventTarget.Room(Room), new string('x', 600));
        }

        await transport.Closing;
        await node.FenceAsync();

        Assert.Equal((RealtimeErrorCodes.Unavailable, true), (transport.Closed?.Code, transport.Closed?.MayReconnect));
        Assert.Equal(40, unaffected.Sent.Count);
        await slow!.TakeRead()!.FinishAsync();
        await join;
        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task A_recovery_whose_rights_cannot_be_checked_comes_in_as_new()
    {
        await using var node = await DeliveryNode.StartAsync();
        var session = await LoseAsync(node, "order:order_1", "order:order_2");
        node.Authorizer.OnAuthorize = (request, _) => request.Room == "order:order_2" ? throw new InvalidOperationException("database down") : new(RoomAuthorization.Denied);
        var transport = new RecordingTransport();
        var connection = TestConnections.Create(User, transport);

        var recovered = await node.Lifetime.RecoverAsync(connection, session, null);
        await node.PublishAsync(EventTarget.Room("order:order_1"), "closed");
        await node.PublishAsync(EventTarget.User(User), "own");
        await node.FenceAsync();

        Assert.False(recovered);
        Assert.Null(transport.Closed);
        Assert.Equal(["own"], transport.Sent.Select(sent => sent.Name));
        Assert.Contains(node.RecoveryLog.Lines, line => line.Event == "CheckFailed");
    }

    [Fact]
    public async Task A_recovery_does_not_wait_for_ever_for_an_authorizer()
    {
        await using var node = await DeliveryNode.StartAsync();
        var session = await LoseAsync(node, "order:order_1");
        var asked = new TaskCompletionSource();
        node.Authorizer.OnAuthorize = (_, _) =>
        {
            asked.TrySetResult();
            return new(new TaskCompletionSource<RoomAuthorization>().Task);
        };

        var recovery = node.Lifetime.RecoverAsync(TestConnections.Create(User), session, null);
        await asked.Task;
        node.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.False(await recovery);
        Assert.Equal(1, node.Dispatcher.Connections.Count);
    }

    private static async Task<ResumableSession> LoseAsync(DeliveryNode node, params string[] rooms)
    {
        var (connection, _) = await node.ConnectAsync(User);
        foreach (var room in rooms)
        {
            await node.Access.GrantAsync(room, User, cancellationToken: TestContext.Current.CancellationToken);
            await node.JoinAsync(connection, room);
        }

        var state = await node.Lifetime.ReleaseAsync(connection);
        await node.Recovery.SaveAsync(connection, "session", state!);
        await node.PublishAsync(EventTarget.Room(rooms[0]), "missed");
        await node.FenceAsync();
        return (await node.Recovery.ClaimAsync("session", User, TestContext.Current.CancellationToken))!;
    }
}
