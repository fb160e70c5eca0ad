using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>Values of a target to which something is sent all the time are let go one by one.</summary>
public sealed class ConflationSettlingTests
{
    private const string Product = "product:1";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(101);

    [Fact]
    public async Task Keys_that_come_and_go_stay_few_and_the_last_of_each_arrives_in_order()
    {
        await using var node = await DeliveryNode.StartAsync();
        var (_, transport) = await node.ConnectAsync("u1");
        List<long> last = [];
        for (var user = 0; user < 1000; user++)
        {
            await ComeOrGoAsync(node, user);
            last.Add(await ComeOrGoAsync(node, user));
            await PassAsync(node, TimeSpan.FromMilliseconds(20));
            Assert.InRange(node.Dispatcher.Conflation.ValueCount, 1, 32);
        }

        await PassAsync(node, Interval);
        await PassAsync(node, 3 * Interval);

        Assert.Equal(transport.Positions.Distinct().Order(), transport.Positions);
        Assert.Empty(last.Except(transport.Positions));
        Assert.Equal((0, 0), (node.Dispatcher.Conflation.ValueCount, node.Dispatcher.Conflation.GroupCount));
    }

    [Fact]
    public async Task They_stay_few_also_when_events_leave_the_timer_no_turn()
    {
        await using var node = await DeliveryNode.StartAsync();
        for (var user = 0; user < 1000; user++)
        {
            await ComeOrGoAsync(node, user);
        }

        await node.FenceAsync();
        using var stop = new StopCommand();
        var stopped = Task.Run(() => node.Dispatcher.RunAsync(stop), TestContext.Current.CancellationToken);
        await stop.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        node.Time.Advance(3 * Interval);
        for (var user = 1000; user < 2000; user++)
        {
            await ComeOrGoAsync(node, user);
        }

        // Ahead of all turns but the first that the timer was given.
        var counted = node.Dispatcher.RunAsync(new CountCommand());
        stop.Release();
        await stopped;

        Assert.Equal(1000, await counted);
    }

    [Fact]
    public async Task However_many_they_are_they_all_go()
    {
        await using var node = await DeliveryNode.StartAsync();
        for (var user = 0; user < 2000; user++)
        {
            await ComeOrGoAsync(node, user);
        }

        await PassAsync(node, Interval);
        Assert.Equal(2000, node.Dispatcher.Conflation.ValueCount);
        node.Time.Advance(3 * Interval);
        for (var turn = 0; turn < 16; turn++)
        {
            await node.FenceAsync();
        }

        Assert.Equal((0, 0), (node.Dispatcher.Conflation.ValueCount, node.Dispatcher.Conflation.GroupCount));
    }

    [Fact]
    public async Task Who_has_seen_what_came_long_after_a_value_is_not_sent_it_again()
    {
        await using var node = await DeliveryNode.StartAsync();
        await PublishAsync(node, EventTarget.Room(Product), new EventTraits { ConflationKey = "rests", HasSnapshot = true });
        var last = 0L;
        for (var count = 0; count < 20; count++)
        {
            last = await PublishAsync(node, EventTarget.Room(Product), new EventTraits { ConflationKey = "busy", HasSnapshot = true });
            await PassAsync(node, Interval);
        }

        var (connection, transport) = await node.ConnectAsync(null);

        Assert.True(await node.JoinAsync(connection, Product, node.Ids.ToText(last)));

        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task A_value_is_not_settled_while_a_slower_one_of_the_target_may_hold_it_back_elsewhere()
    {
        await using var node = await DeliveryNode.StartAsync(configure: options => options.Conflation.Rates["slow"] = 1);
        var fast = await PublishAsync(node, EventTarget.Room(Product), new EventTraits { ConflationKey = "fast", HasSnapshot = true });
        var slow = await PublishAsync(node, EventTarget.Room(Product), new EventTraits { ConflationKey = "slow", HasSnapshot = true }, "slow");
        await PassAsync(node, 3 * Interval);
        var seen = node.Ids.ToText(await node.PublishAsync(EventTarget.Everyone));
        await node.FenceAsync();
        var (connection, transport) = await node.ConnectAsync(null);

        Assert.True(await node.JoinAsync(connection, Product, seen));

        Assert.Equal([fast, slow], transport.Positions);
    }

    private static ValueTask<long> ComeOrGoAsync(DeliveryNode node, int user) =>
        PublishAsync(node, EventTarget.SignedIn, new EventTraits { ConflationKey = "presence " + user, IsVolatile = true });

    private static ValueTask<long> PublishAsync(DeliveryNode node, EventTarget target, EventTraits traits, string name = "value") =>
        node.Publisher.PublishAsync(
            target,
            name,
            name,
            static (writer, _) =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            },
            traits,
            TestContext.Current.CancellationToken);

    private static async Task PassAsync(DeliveryNode node, TimeSpan time)
    {
        await node.FenceAsync();
        node.Time.Advance(time);
        await node.FenceAsync();
    }

    private sealed class StopCommand : DispatchCommand<bool>, IDisposable
    {
        private readonly ManualResetEventSlim _released = new();

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.Set();

        public override void Run(Dispatcher dispatcher)
        {
            Begun.SetResult();
            Complete(_released.Wait(TimeSpan.FromSeconds(30)));
        }

        public void Dispose() => _released.Dispose();
    }

    private sealed class CountCommand : DispatchCommand<int>
    {
        public override void Run(Dispatcher dispatcher) => Complete(dispatcher.Conflation.ValueCount);
    }
}
