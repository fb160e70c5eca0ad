using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>One order over three shards, with clocks that agree, and with one that is an hour ahead.</summary>
public sealed class ShardedOrderTests(RedisServer server)
{
    private const int NodeCount = 3;
    private const int AppendersPerNode = 4;
    private const int Each = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task All_nodes_see_one_order_and_in_it_what_each_caller_appended_in_its_order(int? ahead)
    {
        await using var nodes = await StartAsync(ahead);

        var positions = await Task.WhenAll(Enumerable.Range(0, NodeCount * AppendersPerNode).Select(appender => Task.Run(
            async () =>
            {
                var random = new Random(appender);
                List<long> own = [];
                for (var i = 0; i < Each; i++)
                {
                    own.Add(await nodes.Nodes[appender % NodeCount].Log.AppendAsync(Draw(random, $"{appender}-{i}"), Cancellation));
                }

                return own;
            },
            Cancellation)));

        Assert.All(positions, own => Assert.Equal(own.Order(), own));
        var all = positions.SelectMany(own => own).Order().ToArray();
        var seen = new List<(long, string)[]>();
        foreach (var observer in nodes.Observers)
        {
            seen.Add([.. (await observer.NextAsync(all.Length)).Select(entry => (entry.Position, entry.Event.Name))]);
            await observer.BeginningAsync();
            Assert.False(observer.HasBegunAgain);
        }

        Assert.Equal(all, all.Distinct());
        Assert.Equal(all, seen[0].Select(entry => entry.Item1));
        Assert.All(seen, order => Assert.Equal(seen[0], order));
        Assert.Equal(3, all.Select(position => position % 16).Distinct().Count());
        Assert.All(nodes.Nodes, node => Assert.Equal(nodes.Nodes[0].Log.Epoch, node.Log.Epoch));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task What_was_read_on_one_node_comes_before_what_is_then_appended_there(int? ahead)
    {
        await using var nodes = await StartAsync(ahead);
        long last = 0;

        // A question on one node, the answer on the next, round and round over all shards.
        for (var i = 0; i < 60; i++)
        {
            var position = await nodes.AppendAsync(i % NodeCount, ShardedNodes.RoomIn(i % 2 == 0 ? 1 : i / 2 % 3), $"{i}");
            Assert.True(position > last);
            Assert.Equal($"{i}", (await nodes.Observers[(i + 1) % NodeCount].NextAsync()).Event.Name);
            foreach (var other in nodes.Observers.Where((_, index) => index != (i + 1) % NodeCount))
            {
                await other.NextAsync();
            }

            last = position;
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public async Task Who_comes_back_to_another_node_from_any_position_reads_exactly_the_rest(int seed, int? ahead)
    {
        await using var nodes = await StartAsync(ahead);
        var random = new Random(seed);
        var appended = 0;
        var appending = Enumerable.Range(0, NodeCount).Select(node => Task.Run(
            async () =>
            {
                var own = new Random((seed * 100) + node);
                for (var i = 0; i < 150; i++)
                {
                    await nodes.Nodes[node].Log.AppendAsync(Draw(own, $"{node}-{i}"), Cancellation);
                    Interlocked.Increment(ref appended);
                }
            },
            Cancellation)).ToArray();

        // While it goes on: each time with what one node has passed on, read on another.
        List<(EventQuery Query, EventHistory History)> reads = [];
        List<long> places = [0];
        while (appending.Any(task => !task.IsCompleted))
        {
            var (left, came) = (random.Next(NodeCount), random.Next(NodeCount));
            var upTo = nodes.Nodes[left].Log.LastPosition;
            Assert.True(await nodes.Nodes[came].Log.CatchUpAsync(upTo, Cancellation));
            places.Add(upTo);
            EventTarget[] targets =
            [
                EventTarget.Everyone, EventTarget.User($"user_{random.Next(6)}"), EventTarget.Room($"order:order_{random.Next(12)}"), EventTarget.Room($"order:order_{random.Next(12)}"),
            ];
            var query = new EventQuery(targets, places[random.Next(places.Count)], upTo, 10_000);
            reads.Add((query, await nodes.Nodes[came].Log.ReadAsync(query, Cancellation)));
        }

        await Task.WhenAll(appending);
        var order = await nodes.Observers[0].NextAsync(appended);
        Assert.NotEmpty(reads);
        Assert.All(reads, read =>
        {
            Assert.True(read.History.IsComplete);
            Assert.Equal(
                order.Where(entry => entry.Position > read.Query.After && entry.Position <= read.Query.UpTo && IsFor(entry.Event, read.Query.Targets))
                    .Select(entry => (entry.Position, entry.Event.Name)),
                read.History.Entries.Select(entry => (entry.Position, entry.Event.Name)));
        });
    }

    private static bool IsFor(RealtimeEvent realtimeEvent, IReadOnlyList<EventTarget> targets) =>
        realtimeEvent is { Kind: EventKind.Event, IsVolatile: false }
        && (targets.Contains(realtimeEvent.Target)
            || realtimeEvent.Target.UserIds?.Any(user => targets.Contains(EventTarget.User(user))) == true);

    private static RealtimeEvent Draw(Random random, string name) => random.Next(20) switch
    {
        0 => new(EventKind.Revoke, EventTarget.Room($"order:order_{random.Next(12)}"), $"user_{random.Next(6)}", default),
        1 => new(EventKind.Kick, EventTarget.User($"user_{random.Next(6)}"), name, default),
        2 => new(EventKind.Event, EventTarget.Everyone, name, default),
        3 => new(EventKind.Event, EventTarget.Users([$"user_{random.Next(3)}", $"user_{3 + random.Next(3)}"]), name, default),
        4 => new(EventKind.Event, EventTarget.Room($"order:order_{random.Next(12)}"), name, default) { IsVolatile = true },
        < 10 => new(EventKind.Event, EventTarget.User($"user_{random.Next(6)}"), name, default),
        _ => new(EventKind.Event, EventTarget.Room($"order:order_{random.Next(12)}"), name, default),
    };

    private async Task<ShardedNodes> StartAsync(int? ahead)
    {
        var nodes = await ShardedNodes.StartAsync(server.Address, NodeCount);
        if (ahead is { } shard)
        {
            using var redis = await server.ConnectAsync();
            await ShardedNodes.PutAheadAsync(redis.GetDatabase(), nodes.Tags[shard]);
        }

        return nodes;
    }
}
