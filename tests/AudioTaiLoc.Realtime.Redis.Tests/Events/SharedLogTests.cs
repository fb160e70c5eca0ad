using System.Text;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Events;

/// <summary>One log, several nodes.</summary>
public sealed class SharedLogTests(RedisServer server) : IAsyncLifetime
{
    private const int NodeCount = 3;
    private static readonly EventTarget Room = EventTarget.Room("order:order_123");

    private readonly string _prefix = RedisNode.NewPrefix();
    private readonly List<RedisNode> _nodes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < NodeCount; i++)
        {
            _nodes.Add(await RedisNode.StartAsync(server, _prefix));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task All_nodes_see_one_order_whoever_appends()
    {
        const int Each = 200;
        var observers = new RecordingObserver[NodeCount];
        for (var i = 0; i < NodeCount; i++)
        {
            observers[i] = new RecordingObserver();
            await _nodes[i].Log.TailAsync(observers[i], Cancellation);
        }

        await Task.WhenAll(_nodes.Select((node, index) => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await AppendAsync(node, $"{index}-{i}");
                }
            },
            Cancellation)));

        var orders = new List<IEnumerable<(long, string)>>();
        foreach (var observer in observers)
        {
            orders.Add((await observer.NextAsync(NodeCount * Each)).Select(entry => (entry.Position, entry.Event.Name)).ToArray());
        }

        Assert.All(orders, order => Assert.Equal(orders[0], order));
        Assert.Equal(Enumerable.Range(1, NodeCount * Each).Select(i => (long)i), orders[0].Select(entry => entry.Item1));
        Assert.All(_nodes, node => Assert.Equal(_nodes[0].Log.Epoch, node.Log.Epoch));
    }

    [Fact]
    public async Task What_one_node_appended_another_has_read_when_it_has_caught_up()
    {
        var observer = new RecordingObserver();
        await using var tail = await _nodes[1].Log.TailAsync(observer, Cancellation);

        var position = await AppendAsync(_nodes[0], "a");

        Assert.True(await _nodes[1].Log.CatchUpAsync(position, Cancellation));
        Assert.Equal(position, observer.Position);
        Assert.Equal(position, _nodes[1].Log.LastPosition);
    }

    [Fact]
    public async Task A_node_that_comes_later_goes_on_in_the_same_epoch()
    {
        var position = await AppendAsync(_nodes[0], "a");
        await using var later = await RedisNode.StartAsync(server, _prefix);

        Assert.Equal(_nodes[0].Log.Epoch, later.Log.Epoch);
        Assert.Equal(position, later.Log.LastPosition);
        var history = await later.Log.ReadAsync(new([Room], 0, position, 10), Cancellation);
        Assert.Equal("a", Assert.Single(history.Entries).Event.Name);
    }

    [Fact]
    public async Task A_long_history_is_read_in_pages_whole()
    {
        const int Count = 1700;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ => await AppendAsync(_nodes[0], "a")));

        var history = await _nodes[1].Log.ReadAsync(new([Room, EventTarget.Everyone], 0, long.MaxValue, Count), Cancellation);
        var tooMany = await _nodes[1].Log.ReadAsync(new([Room, EventTarget.Everyone], 0, long.MaxValue, Count - 1), Cancellation);

        Assert.True(history.IsComplete);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), history.Entries.Select(entry => entry.Position));
        Assert.False(tooMany.IsComplete);
    }

    [Fact]
    public async Task Entries_go_when_they_are_too_old_and_their_index_with_them()
    {
        var prefix = RedisNode.NewPrefix();
        await using var node = await RedisNode.StartAsync(server, prefix, options => options.MaximumAge = TimeSpan.FromSeconds(1));
        var first = await AppendAsync(node, "a");
        Assert.True((await node.Log.ReadAsync(new([Room], 0, first, 10), Cancellation)).IsComplete);

        // Redis' own clock decides: asked until it says so.
        while ((await node.Log.ReadAsync(new([Room], 0, first, 10), Cancellation)).IsComplete)
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        var second = await AppendAsync(node, "b");

        var history = await node.Log.ReadAsync(new([Room], first, second, 10), Cancellation);
        Assert.Equal("b", Assert.Single(history.Entries).Event.Name);
        using var redis = await server.ConnectAsync();
        Assert.Equal(1, await redis.GetDatabase().SortedSetLengthAsync($"{{{prefix}}}:log:{node.Log.Epoch}:room:order:order_123"));
        Assert.NotNull(await redis.GetDatabase().KeyTimeToLiveAsync($"{{{prefix}}}:log:{node.Log.Epoch}:room:order:order_123"));
    }

    [Fact]
    public async Task A_log_that_lost_its_entries_begins_anew_for_every_node()
    {
        var observers = new[] { new RecordingObserver(), new RecordingObserver() };
        for (var i = 0; i < observers.Length; i++)
        {
            await _nodes[i].Log.TailAsync(observers[i], Cancellation);
            await observers[i].BeginningAsync();
        }

        var epoch = _nodes[0].Log.Epoch;
        await AppendAsync(_nodes[0], "before");
        await Task.WhenAll(observers.Select(observer => observer.NextAsync()));
        using (var redis = await server.ConnectAsync())
        {
            await redis.GetDatabase().KeyDeleteAsync([$"{{{_prefix}}}:log", $"{{{_prefix}}}:log:entries"]);
        }

        var position = await AppendAsync(_nodes[2], "after");

        Assert.Equal(1, position);
        var appender = new RecordingObserver();
        await using var tail = await _nodes[2].Log.TailAsync(appender, Cancellation);
        var (next, _) = await appender.BeginningAsync();
        Assert.NotEqual(epoch, next);
        foreach (var observer in observers)
        {
            Assert.Equal(next, (await observer.BeginningAsync()).Epoch);
        }

        Assert.True(await _nodes[0].Log.CatchUpAsync(position, Cancellation));
        Assert.Equal("after", Assert.Single((await _nodes[0].Log.ReadAsync(new([Room], 0, position, 10), Cancellation)).Entries).Event.Name);
    }

    [Fact]
    public async Task A_log_that_went_back_in_time_begins_anew()
    {
        var observer = new RecordingObserver();
        await using var tail = await _nodes[0].Log.TailAsync(observer, Cancellation);
        var (epoch, _) = await observer.BeginningAsync();
        await AppendAsync(_nodes[0], "a");
        await AppendAsync(_nodes[0], "b");
        await observer.NextAsync(2);
        using (var redis = await server.ConnectAsync())
        {
            // As after a fail-over to a replica that had not got the last entry.
            await redis.GetDatabase().HashSetAsync($"{{{_prefix}}}:log", "position", 1);
        }

        await AppendAsync(_nodes[1], "c");

        Assert.NotEqual(epoch, (await observer.BeginningAsync()).Epoch);
    }

    private static ValueTask<long> AppendAsync(RedisNode node, string name) =>
        node.Log.AppendAsync(new(EventKind.Event, Room, name, Encoding.UTF8.GetBytes($$"""{"value":"{{name}}"}""")), Cancellation);
}
