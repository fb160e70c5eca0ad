using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>Values, one rule at a time.</summary>
public sealed class ConflationTests
{
    private const string Product = "product:1";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(101);

    [Fact]
    public async Task The_first_goes_out_at_once_and_of_the_rest_the_last_when_its_time_has_come()
    {
        await using var node = await DeliveryNode.StartAsync();
        var transport = await JoinAsync(node, Product);

        var positions = await ValuesAsync(node, EventTarget.Room(Product), 5);
        await node.FenceAsync();
        Assert.Equal([positions[0]], transport.Positions);

        await PassAsync(node, Interval);

        Assert.Equal([positions[0], positions[4]], transport.Positions);
        Assert.Equal(node.Ids.ToText(positions[4]), transport.Sent[1].EventId);
        Assert.Equal((3, 3 * transport.Sent[0].Payload.Replace($",\"eventId\":\"{transport.Sent[0].EventId}\"", "").Length), (node.Metrics.TotalConflated, node.Metrics.TotalConflatedBytes));
    }

    [Fact]
    public async Task An_event_that_must_arrive_takes_what_waits_in_its_room_along()
    {
        await using var node = await DeliveryNode.StartAsync();
        var transport = await JoinAsync(node, Product);
        var positions = await ValuesAsync(node, EventTarget.Room(Product), 3);

        var elsewhere = await node.PublishAsync(EventTarget.Everyone);
        var must = await node.PublishAsync(EventTarget.Room(Product));
        await PassAsync(node, Interval);

        Assert.Equal([positions[0], elsewhere, positions[2], must], transport.Positions);
    }

    [Fact]
    public async Task Who_enters_is_sent_how_it_is_now_and_nothing_older_after_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        var positions = await ValuesAsync(node, EventTarget.Room(Product), 3);
        var transport = await JoinAsync(node, Product);
        Assert.Equal([positions[2]], transport.Positions);

        await PassAsync(node, Interval);
        Assert.Equal([positions[2]], transport.Positions);

        var next = await ValuesAsync(node, EventTarget.Room(Product), 1);
        await PassAsync(node, Interval);
        Assert.Equal([positions[2], next[0]], transport.Positions);
    }

    [Fact]
    public async Task Who_is_in_the_room_is_not_sent_it_again()
    {
        await using var node = await DeliveryNode.StartAsync();
        await ValuesAsync(node, EventTarget.Room(Product), 1);
        var (connection, transport) = await node.ConnectAsync(null);
        await node.JoinAsync(connection, Product);

        await node.JoinAsync(connection, Product);

        Assert.Single(transport.Sent);
    }

    [Fact]
    public async Task Nobody_sees_a_value_from_before_the_right()
    {
        await using var node = await DeliveryNode.StartAsync();
        await ValuesAsync(node, EventTarget.Room("order:1"), 1);
        await node.Access.GrantAsync("order:1", "u1", cancellationToken: TestContext.Current.CancellationToken);
        var (connection, transport) = await node.ConnectAsync("u1");

        await node.JoinAsync(connection, "order:1");

        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task Who_has_lost_the_right_is_not_sent_what_waits()
    {
        await using var node = await DeliveryNode.StartAsync();
        foreach (var user in (string[])["u1", "u2"])
        {
            await node.Access.GrantAsync("order:1", user, cancellationToken: TestContext.Current.CancellationToken);
        }

        var revoked = await node.ConnectAsync("u1");
        var member = await node.ConnectAsync("u2");
        await node.JoinAsync(revoked.Connection, "order:1");
        await node.JoinAsync(member.Connection, "order:1");
        var positions = await ValuesAsync(node, EventTarget.Room("order:1"), 2);

        await node.Access.RevokeAsync("order:1", "u1", TestContext.Current.CancellationToken);
        await PassAsync(node, Interval);

        Assert.Equal([positions[0]], revoked.Transport.Positions);
        Assert.Equal(positions, member.Transport.Positions);
    }

    [Fact]
    public async Task A_replay_has_the_last_of_each_key_whatever_the_log_returns()
    {
        await using var node = await DeliveryNode.StartAsync(log => new WholeEventLog(log));
        var start = await node.PublishAsync(EventTarget.Everyone);
        await ValuesAsync(node, EventTarget.Room(Product), 4);
        var must = await node.PublishAsync(EventTarget.Room(Product));
        var last = await ValuesAsync(node, EventTarget.Room(Product), 2);
        var (connection, transport) = await node.ConnectAsync(null);

        Assert.True(await node.JoinAsync(connection, Product, node.Ids.ToText(start)));

        Assert.Equal([must, last[1]], transport.Positions);
    }

    [Fact]
    public async Task Values_of_a_flood_do_not_fill_a_replay()
    {
        await using var node = await DeliveryNode.StartAsync(configure: options => options.EventLog.MaximumReplay = 2);
        var start = await node.PublishAsync(EventTarget.Everyone);
        var positions = await ValuesAsync(node, EventTarget.Room(Product), 100);
        var (connection, transport) = await node.ConnectAsync(null);

        Assert.True(await node.JoinAsync(connection, Product, node.Ids.ToText(start)));

        Assert.Equal([positions[99]], transport.Positions);
    }

    [Fact]
    public async Task A_volatile_value_waits_too_and_is_not_kept()
    {
        await using var node = await DeliveryNode.StartAsync();
        var transport = await JoinAsync(node, Product);
        var traits = new EventTraits { ConflationKey = "typing", IsVolatile = true };
        var positions = await ValuesAsync(node, EventTarget.Room(Product), 3, traits);
        await PassAsync(node, Interval);
        Assert.Equal([positions[0], positions[2]], transport.Positions);

        await PassAsync(node, 3 * Interval);

        Assert.Equal(0, node.Dispatcher.Conflation.GroupCount);
        Assert.Empty((await JoinAsync(node, Product)).Sent);
    }

    [Fact]
    public async Task Users_and_all_are_targets_as_well_for_those_who_were_there()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (_, user) = await node.ConnectAsync("u1");
        var (_, guest) = await node.ConnectAsync(null);
        var toUser = await ValuesAsync(node, EventTarget.User("u1"), 2);
        var toSignedIn = await ValuesAsync(node, EventTarget.SignedIn, 2);
        var toAll = await ValuesAsync(node, EventTarget.Everyone, 2);
        await node.FenceAsync();
        var (_, late) = await node.ConnectAsync("u1");

        await PassAsync(node, Interval);

        Assert.Equal([toUser[0], toSignedIn[0], toAll[0]], user.Positions.Take(3));
        Assert.Equal([toUser[1], toSignedIn[1], toAll[1]], user.Positions.Skip(3).Order());
        Assert.Equal([toAll[0], toAll[1]], guest.Positions);
        Assert.Empty(late.Sent);
    }

    [Fact]
    public async Task Several_users_and_events_that_are_off_are_not_held_back()
    {
        await using var node = await DeliveryNode.StartAsync(configure: options => options.Conflation.Rates["value"] = 0);
        var (connection, transport) = await node.ConnectAsync("u1");
        await node.JoinAsync(connection, Product);

        var off = await ValuesAsync(node, EventTarget.Room(Product), 3);
        await node.FenceAsync();

        Assert.Equal(off, transport.Positions);
        Assert.Equal(0, node.Dispatcher.Conflation.Kept.Count);
    }

    [Fact]
    public async Task Over_the_bound_the_value_that_rested_longest_is_forgotten_and_what_waits_is_sent()
    {
        await using var node = await DeliveryNode.StartAsync(configure: options => options.Conflation.MaximumValues = 2);
        var first = await JoinAsync(node, "product:1");
        var waiting = await ValuesAsync(node, EventTarget.Room("product:1"), 2);
        await ValuesAsync(node, EventTarget.Room("product:2"), 1);
        var third = await ValuesAsync(node, EventTarget.Room("product:3"), 1);
        await node.FenceAsync();

        Assert.Equal(waiting, first.Positions);
        Assert.Equal(2, node.Dispatcher.Conflation.Kept.Count);
        Assert.Empty((await JoinAsync(node, "product:1")).Sent);
        Assert.Equal(third, (await JoinAsync(node, "product:3")).Positions);
    }

    [Fact]
    public async Task Bytes_are_bounded_too()
    {
        await using var node = await DeliveryNode.StartAsync(configure: options => options.Conflation.MaximumBytes = 100);
        for (var product = 0; product < 50; product++)
        {
            await ValuesAsync(node, EventTarget.Room("product:" + product), 1);
        }

        await node.FenceAsync();

        Assert.InRange(node.Dispatcher.Conflation.Kept.Bytes, 1, 100);
        Assert.NotEmpty((await JoinAsync(node, "product:49")).Sent);
    }

    private static async Task<RecordingTransport> JoinAsync(DeliveryNode node, string room)
    {
        var (connection, transport) = await node.ConnectAsync(null);
        await node.JoinAsync(connection, room);
        return transport;
    }

    private static async Task PassAsync(DeliveryNode node, TimeSpan time)
    {
        await node.FenceAsync();
        node.Time.Advance(time);
        await node.FenceAsync();
    }

    private static async Task<long[]> ValuesAsync(DeliveryNode node, EventTarget target, int count, EventTraits? traits = null)
    {
        var positions = new long[count];
        for (var number = 0; number < count; number++)
        {
            positions[number] = await node.Publisher.PublishAsync(
                target,
                "value",
                number % 10,
                static (writer, value) =>
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("value"u8, value);
                    writer.WriteEndObject();
                },
                traits ?? new EventTraits { ConflationKey = "value", HasSnapshot = true },
                TestContext.Current.CancellationToken);
        }

        return positions;
    }
}
