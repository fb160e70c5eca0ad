using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>Values that nobody is told on entering reach who comes back all the same: the last one always arrives.</summary>
public sealed class ConflationReturnTests
{
    private const string Order = "order:1";
    private const string User = "u1";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(101);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Who_is_recovered_beyond_what_waited_is_sent_it_however_often_the_connection_breaks(int times)
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, transport) = await EnterAsync(node);
        var progress = await ProgressAsync(node, EventTarget.Room(Order), 2);
        var seen = await node.PublishAsync(EventTarget.User(User));
        await node.FenceAsync();
        Assert.Equal([progress[0], seen], transport.Positions);

        for (var time = 0; time < times; time++)
        {
            (connection, transport) = await ReturnAsync(node, connection, seen);
            Assert.Equal([progress[1]], transport.Positions);
        }

        await PassAsync(node, Interval);
        Assert.Single(transport.Sent);
    }

    [Fact]
    public async Task Who_resumes_beyond_what_waited_is_sent_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, _) = await node.ConnectAsync(User);
        var progress = await ProgressAsync(node, EventTarget.User(User), 2);
        var seen = await node.PublishAsync(EventTarget.Everyone);
        await node.FenceAsync();
        await node.Lifetime.ReleaseAsync(connection);
        var (back, transport) = await node.ConnectAsync(User);

        Assert.True(await node.Dispatcher.RunAsync(new ResumeCommand(back, node.Ids.ToText(seen))));

        await PassAsync(node, Interval);
        Assert.Equal([progress[1]], transport.Positions);
    }

    [Fact]
    public async Task Who_subscribes_again_beyond_what_waited_is_sent_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, _) = await EnterAsync(node);
        var progress = await ProgressAsync(node, EventTarget.Room(Order), 2);
        var seen = await node.PublishAsync(EventTarget.User(User));
        await node.FenceAsync();
        await node.Lifetime.ReleaseAsync(connection);
        var (back, transport) = await node.ConnectAsync(User);

        Assert.True(await node.JoinAsync(back, Order, node.Ids.ToText(seen)));

        await PassAsync(node, Interval);
        Assert.Equal([progress[1]], transport.Positions);
    }

    [Fact]
    public async Task Progress_is_not_repeated_after_the_status_that_followed_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (connection, transport) = await EnterAsync(node);
        var progress = await ProgressAsync(node, EventTarget.Room(Order), 2);
        var status = await node.PublishAsync(EventTarget.Room(Order));
        await node.FenceAsync();
        Assert.Equal([.. progress, status], transport.Positions);

        var (_, back) = await ReturnAsync(node, connection, status);

        Assert.Empty(back.Sent);
    }

    [Fact]
    public async Task Who_enters_is_not_told_it()
    {
        await using var node = await DeliveryNode.StartAsync();
        await node.Access.GrantAsync(Order, User, cancellationToken: Cancellation);
        await ProgressAsync(node, EventTarget.Room(Order), 2);
        var (connection, transport) = await node.ConnectAsync(User);

        await node.JoinAsync(connection, Order);

        await PassAsync(node, Interval);
        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task They_are_bounded_and_push_no_current_value_out()
    {
        await using var node = await DeliveryNode.StartAsync(configure: options => options.Conflation.MaximumValues = 2);
        var stock = await PublishAsync(node, EventTarget.Room("product:1"), new EventTraits { ConflationKey = "stock", HasSnapshot = true });
        for (var order = 0; order < 5; order++)
        {
            await ProgressAsync(node, EventTarget.Room("order:" + order), 1);
        }

        await PassAsync(node, 4 * Interval);

        var conflation = node.Dispatcher.Conflation;
        Assert.Equal((1, 2, 3), (conflation.Kept.Count, conflation.KeptForReturn.Count, conflation.GroupCount));
        var (connection, transport) = await node.ConnectAsync(null);
        await node.JoinAsync(connection, "product:1");
        Assert.Equal([stock], transport.Positions);
    }

    [Fact]
    public async Task A_value_is_kept_as_its_last_event_asks()
    {
        await using var node = await DeliveryNode.StartAsync();
        var conflation = node.Dispatcher.Conflation;
        var current = new EventTraits { ConflationKey = "key", HasSnapshot = true };

        await PublishAsync(node, EventTarget.Everyone, current);
        await node.FenceAsync();
        Assert.Equal((1, 0), (conflation.Kept.Count, conflation.KeptForReturn.Count));
        await PublishAsync(node, EventTarget.Everyone, current with { HasSnapshot = false });
        await node.FenceAsync();
        Assert.Equal((0, 0L, 1), (conflation.Kept.Count, conflation.Kept.Bytes, conflation.KeptForReturn.Count));
        await PublishAsync(node, EventTarget.Everyone, current with { HasSnapshot = false, IsVolatile = true });
        await node.FenceAsync();
        Assert.Equal((0, 0, 0L), (conflation.Kept.Count, conflation.KeptForReturn.Count, conflation.KeptForReturn.Bytes));
    }

    private static async Task<(Connection Connection, RecordingTransport Transport)> EnterAsync(DeliveryNode node)
    {
        await node.Access.GrantAsync(Order, User, cancellationToken: Cancellation);
        var entered = await node.ConnectAsync(User);
        await node.JoinAsync(entered.Connection, Order);
        return entered;
    }

    // A Socket.IO client: its session comes back with the offset of the last event that arrived.
    private static async Task<(Connection Connection, RecordingTransport Transport)> ReturnAsync(DeliveryNode node, Connection lost, long seen)
    {
        await node.Recovery.SaveAsync(lost, "session", (await node.Lifetime.ReleaseAsync(lost))!);
        var session = await node.Recovery.ClaimAsync("session", User, Cancellation);
        var transport = new RecordingTransport();
        var connection = TestConnections.Create(User, transport, metrics: node.Metrics);
        Assert.True(await node.Lifetime.RecoverAsync(connection, session!, node.Ids.ToText(seen)));
        return (connection, transport);
    }

    private static async Task<long[]> ProgressAsync(DeliveryNode node, EventTarget target, int count)
    {
        var positions = new long[count];
        for (var number = 0; number < count; number++)
        {
            positions[number] = await PublishAsync(node, target, new EventTraits { ConflationKey = "progress" });
        }

        return positions;
    }

    private static ValueTask<long> PublishAsync(DeliveryNode node, EventTarget target, EventTraits traits) =>
        node.Publisher.PublishAsync(
            target,
            "value",
            traits,
            static (writer, _) =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            },
            traits,
            Cancellation);

    private static async Task PassAsync(DeliveryNode node, TimeSpan time)
    {
        await node.FenceAsync();
        node.Time.Advance(time);
        await node.FenceAsync();
    }
}
