using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>A shard loses what it had, or forgets it before a node has read it.</summary>
public sealed class ShardLossTests(RedisServer server)
{
    private const int NodeCount = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task When_a_shard_has_lost_its_entries_every_node_begins_anew_once_in_one_epoch(int lost)
    {
        await using var nodes = await FilledAsync();
        var epoch = nodes.Nodes[0].Log.Epoch;
        using var redis = await server.ConnectAsync();
        await redis.GetDatabase().KeyDeleteAsync(nodes.KeysOf(lost));

        await nodes.AppendAsync(1, ShardedNodes.RoomIn(lost), "after");

        var next = await AssertBegunAnewAsync(nodes, epoch);
        await AssertGoesOnAsync(nodes, "after");
        var late = await nodes.AddAsync(server.Address);
        Assert.Equal(next, (await late.BeginningAsync()).Epoch);
    }

    [Fact]
    public async Task When_a_shard_has_gone_back_in_time_it_is_noticed_though_as_many_entries_have_come_since()
    {
        await using var nodes = await ShardedNodes.StartAsync(server.Address, NodeCount);
        using var redis = await server.ConnectAsync();
        var database = redis.GetDatabase();
        var room = ShardedNodes.RoomIn(1);
        await nodes.AppendAsync(0, room, "kept");
        var kept = await Task.WhenAll(nodes.KeysOf(1).Select(key => database.KeyDumpAsync(key)));
        await nodes.AppendAsync(0, room, "lost");
        await Task.WhenAll(nodes.Observers.Select(observer => observer.NextAsync(2)));
        await Task.WhenAll(nodes.Observers.Select(observer => observer.BeginningAsync()));
        var epoch = nodes.Nodes[0].Log.Epoch;

        // As after a fail-over to a replica that had not got the last entry, and got another before anyone looked.
        var entry = (await database.StreamRangeAsync(nodes.KeysOf(1)[1])).Last();
        var (number, position) = (entry.Id.ToString().Split('-')[0], long.Parse(entry.Id.ToString().Split('-')[1], System.Globalization.CultureInfo.InvariantCulture));
        var exchange = database.CreateTransaction();
        _ = exchange.KeyDeleteAsync(nodes.KeysOf(1)[1]);
        _ = exchange.KeyRestoreAsync(nodes.KeysOf(1)[1], kept[1]!);
        _ = exchange.StreamAddAsync(nodes.KeysOf(1)[1], [new("e", entry["e"])], messageId: $"{number}-{position + 16}");
        Assert.True(await exchange.ExecuteAsync());

        await AssertBegunAnewAsync(nodes, epoch);
    }

    [Fact]
    public async Task When_something_comes_where_nothing_could_come_any_more_the_shard_has_lost_what_it_said()
    {
        await using var nodes = await FilledAsync();
        var epoch = nodes.Nodes[0].Log.Epoch;
        using var redis = await server.ConnectAsync();
        var database = redis.GetDatabase();
        var meta = nodes.KeysOf(1)[0];
        var (number, newest) = ((long)await database.HashGetAsync(meta, "position"), (long)await database.HashGetAsync(meta, "newest"));

        // As after a fail-over to a replica whose clock is behind and which had not heard what readers were told.
        var exchange = database.CreateTransaction();
        _ = exchange.StreamAddAsync(nodes.KeysOf(1)[1], [new("e", new byte[] { 1, 0, 0, 0 })], messageId: $"{number + 1}-{newest + 16}");
        _ = exchange.HashIncrementAsync(meta, "position");
        Assert.True(await exchange.ExecuteAsync());

        await AssertBegunAnewAsync(nodes, epoch);
    }

    [Fact]
    public async Task A_node_that_comes_too_late_for_a_shards_entries_is_told_so_and_gets_the_rest()
    {
        const int Kept = 48;
        const int Count = 3000;
        await using var relay = new TcpRelay(server);
        await using var nodes = await ShardedNodes.StartAsync(server.Address, 1, options => options.MaximumEntries = Kept);
        var late = await nodes.AddAsync(relay.Address, options =>
        {
            options.MaximumEntries = Kept;
            options.Timeout = TimeSpan.FromSeconds(2);
        });
        var (epoch, _) = await late.BeginningAsync();

        relay.Cut();
        var all = await Task.WhenAll(Enumerable.Range(0, Count).Select(async i => await nodes.AppendAsync(0, ShardedNodes.RoomIn(i % 10 == 0 ? 0 : 1), "a")));
        relay.Mend();

        var (same, position) = await late.BeginningAsync();
        Assert.Equal(epoch, same);
        Assert.Contains(position, all);
        var rest = all.Where(appended => appended > position).Order().ToArray();
        Assert.NotEmpty(rest);
        Assert.Equal(rest, (await late.NextAsync(rest.Length)).Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_shard_reaches_back_exactly_to_its_newest_entry_that_went()
    {
        await using var nodes = await ShardedNodes.StartAsync(server.Address, 1, options => options.MaximumAge = TimeSpan.FromSeconds(1));
        var (log, quiet, busy) = (nodes.Nodes[0].Log, ShardedNodes.RoomIn(1), ShardedNodes.RoomIn(2));
        var gone = await nodes.AppendAsync(0, quiet, "gone");
        while ((await log.ReadAsync(new([quiet], gone - 1, long.MaxValue, 10), Cancellation)).IsComplete)
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        var elsewhere = await nodes.AppendAsync(0, busy, "elsewhere");
        await nodes.AppendAsync(0, quiet, "there");

        Assert.False((await log.ReadAsync(new([quiet], gone - 1, long.MaxValue, 10), Cancellation)).IsComplete);
        foreach (var after in new[] { gone, elsewhere })
        {
            Assert.Equal(["there"], (await log.ReadAsync(new([quiet], after, long.MaxValue, 10), Cancellation)).Entries.Select(entry => entry.Event.Name));
        }

        Assert.False((await log.ReadAsync(new([quiet, busy], gone - 1, long.MaxValue, 10), Cancellation)).IsComplete);
    }

    [Fact]
    public async Task A_host_with_another_number_of_shards_does_not_start()
    {
        await using var nodes = await ShardedNodes.StartAsync(server.Address, 1);
        using var redis = await server.ConnectAsync();
        var keys = redis.GetServer(server.Address).Keys(pattern: $"*{nodes.Prefix}*").Count();

        foreach (var shards in new[] { 1, 2 })
        {
            var fault = await Assert.ThrowsAsync<InvalidOperationException>(
                () => RedisNode.StartAsync(server, nodes.Prefix, options => options.Shards = shards));
            Assert.Equal(
                $"The event log on Redis at {server.Address} under the key prefix '{nodes.Prefix}' was begun with Shards = 3, but this host has Shards = {shards}. All hosts must have the same number; for another one take a new KeyPrefix.",
                fault.Message);
        }

        Assert.Equal(keys, redis.GetServer(server.Address).Keys(pattern: $"*{nodes.Prefix}*").Count());
        var prefix = RedisNode.NewPrefix();
        await using var one = await RedisNode.StartAsync(server, prefix);
        var other = await Assert.ThrowsAsync<InvalidOperationException>(() => RedisNode.StartAsync(server, prefix, options => options.Shards = 3));
        Assert.Contains("was begun with Shards = 1, but this host has Shards = 3.", other.Message, StringComparison.Ordinal);
    }

    private async Task<ShardedNodes> FilledAsync()
    {
        var nodes = await ShardedNodes.StartAsync(server.Address, NodeCount);
        for (var shard = 0; shard < ShardedNodes.Shards; shard++)
        {
            await nodes.AppendAsync(shard, ShardedNodes.RoomIn(shard), "before");
        }

        await Task.WhenAll(nodes.Observers.Select(observer => observer.NextAsync(ShardedNodes.Shards)));
        await Task.WhenAll(nodes.Observers.Select(observer => observer.BeginningAsync()));
        return nodes;
    }

    private static async Task<string> AssertBegunAnewAsync(ShardedNodes nodes, string epoch)
    {
        var beginnings = await Task.WhenAll(nodes.Observers.Select(observer => observer.BeginningAsync()));

        Assert.NotEqual(epoch, beginnings[0].Epoch);
        Assert.All(beginnings, beginning => Assert.Equal(beginnings[0].Epoch, beginning.Epoch));
        return beginnings[0].Epoch;
    }

    private static async Task AssertGoesOnAsync(ShardedNodes nodes, params string[] already)
    {
        for (var shard = 0; shard < ShardedNodes.Shards; shard++)
        {
            await nodes.AppendAsync(shard, ShardedNodes.RoomIn(shard), $"{shard}");
        }

        foreach (var observer in nodes.Observers)
        {
            Assert.Equal([.. already, "0", "1", "2"], (await observer.NextAsync(already.Length + ShardedNodes.Shards)).Select(entry => entry.Event.Name));
            Assert.False(observer.HasBegunAgain);
        }
    }
}
