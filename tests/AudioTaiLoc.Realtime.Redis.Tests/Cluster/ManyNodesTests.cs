using System.Text.Json;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>What clients of either wire see of three hosts on one Redis: one.</summary>
public class ManyNodesTests(RedisServer server)
{
    private const int NodeCount = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How many shards the log has.</summary>
    protected virtual int Shards => 1;

    [Theory]
    [EveryWire]
    public async Task All_clients_see_one_order_whoever_publishes(Wire wire)
    {
        const int Each = 100;
        await using var cluster = await StartAsync(server, NodeCount);
        await cluster[0].Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        List<IWireClient> clients = [];
        for (var i = 0; i < NodeCount; i++)
        {
            clients.Add(await cluster.JoinAsync(i, wire, "user_123", "order_123"));
        }

        await Task.WhenAll(cluster.Hosts.Select((host, index) => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{index}-{i}", cancellationToken: Cancellation);
                }
            },
            Cancellation)));

        List<string[]> orders = [];
        foreach (var client in clients)
        {
            orders.Add([.. (await client.DrainAsync())
                .Where(received => received.Name == "order:updated")
                .Select(received => received.Payload.GetProperty("eventId").GetString()!)]);
            await client.DisposeAsync();
        }

        Assert.Equal(NodeCount * Each, orders[0].Length);
        Assert.All(orders, order => Assert.Equal(orders[0], order));
    }

    [Theory]
    [EveryWire]
    public async Task A_revoke_on_one_node_takes_effect_at_its_place_on_another(Wire wire)
    {
        await using var cluster = await StartAsync(server, 2);
        await cluster[0].Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        await using var client = await cluster.JoinAsync(1, wire, "user_123", "order_123");

        await cluster[0].Realtime.NotifyOrderStatusChangeAsync("order_123", "before", cancellationToken: Cancellation);
        await cluster[0].Access.RevokeAsync("order:order_123", "user_123", Cancellation);
        await cluster[0].Realtime.NotifyOrderStatusChangeAsync("order_123", "after", cancellationToken: Cancellation);

        var statuses = (await client.DrainAsync()).Where(received => received.Name == "order:updated")
            .Select(received => received.Payload.GetProperty("status").GetString());
        Assert.Equal(["before"], statuses);
        var again = await client.CallAsync("order:subscribe", new { orderId = "order_123" });
        Assert.Equal("forbidden", again.GetProperty("code").GetString());
    }

    [Theory]
    [EveryWire]
    public async Task A_kick_on_one_node_ends_the_connections_on_another(Wire wire)
    {
        await using var cluster = await StartAsync(server, 2);
        await using var client = await cluster[1].ConnectUserAsync(wire, "user_123");

        await cluster[0].Realtime.DisconnectUserAsync("user_123", "fraud", Cancellation);

        Assert.Equal("kicked: fraud", await client.CloseReasonAsync());
    }

    [Theory]
    [EveryWire]
    public async Task Since_is_good_on_any_node(Wire wire)
    {
        await using var cluster = await StartAsync(server, NodeCount);
        await cluster[0].Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        await using var first = await cluster.JoinAsync(0, wire, "user_123", "order_123");
        await cluster[2].Realtime.NotifyOrderStatusChangeAsync("order_123", "seen", cancellationToken: Cancellation);
        var since = (await first.NextAsync("order:updated")).GetProperty("eventId").GetString();
        await first.DisposeAsync();
        string[] missed = [.. Enumerable.Range(0, 50).Select(i => $"missed-{i}")];
        foreach (var status in missed)
        {
            await cluster[0].Realtime.NotifyOrderStatusChangeAsync("order_123", status, cancellationToken: Cancellation);
        }

        await using var second = await cluster[1].ConnectUserAsync(wire, "user_123");
        var ack = await second.CallAsync("order:subscribe", new { orderId = "order_123", since });

        Assert.True(ack.GetProperty("recovered").GetBoolean());
        var statuses = (await second.DrainAsync()).Where(received => received.Name == "order:updated")
            .Select(received => received.Payload.GetProperty("status").GetString());
        Assert.Equal(missed, statuses);
    }

    [Theory]
    [EveryWire]
    public async Task A_log_that_lost_its_entries_sends_its_clients_back_and_tells_them(Wire wire)
    {
        await using var own = await RedisServer.StartNewAsync();
        await using var cluster = await StartAsync(own, 2);
        await cluster[0].Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        await using var client = await cluster.JoinAsync(1, wire, "user_123", "order_123");
        await cluster[0].Realtime.NotifyOrderStatusChangeAsync("order_123", "seen", cancellationToken: Cancellation);
        var since = (await client.NextAsync("order:updated")).GetProperty("eventId").GetString();

        using (var redis = await own.ConnectAsync())
        {
            await redis.GetDatabase().ExecuteAsync("FLUSHALL");
        }

        await cluster[0].Realtime.NotifyOrderStatusChangeAsync("order_123", "after", cancellationToken: Cancellation);

        Assert.Equal("unavailable: Events were lost; connect again.", await client.CloseReasonAsync());
        await using var again = await cluster[1].ConnectUserAsync(wire, "user_123");
        var ack = await again.CallAsync("order:subscribe", new { orderId = "order_123", since });
        Assert.False(ack.GetProperty("recovered").GetBoolean());
    }

    [Fact]
    public async Task Every_node_knows_who_is_online_and_where()
    {
        await using var cluster = await StartAsync(server, 2);
        await using var watcher = await cluster[0].ConnectUserAsync(Wire.SignalR, "user_123");
        await using (var other = await cluster[1].ConnectUserAsync(Wire.SocketIo, "user_456"))
        {
            await using var second = await cluster[0].ConnectUserAsync(Wire.SignalR, "user_456");
            Assert.Equal("user_456", await OnlineAsync(watcher, "user:online"));

            var stats = await cluster[0].Realtime.GetClusterStatsAsync(Cancellation);
            Assert.Equal((2, 3), (stats.ConnectedUsers, stats.Connections));
            Assert.Equal([new NodeStats("node0", 2), new NodeStats("node1", 1)], stats.Nodes);
            var users = (await watcher.CallAsync("presence:list")).GetProperty("users");
            Assert.Equal(["user_123", "user_456"], users.EnumerateArray().Select(user => user.GetProperty("userId").GetString()));
            Assert.Equal(2, users[1].GetProperty("connectionCount").GetInt32());
        }

        Assert.Equal("user_456", await OnlineAsync(watcher, "user:offline"));
    }

    private static async Task<string?> OnlineAsync(IWireClient watcher, string name)
    {
        JsonElement told;
        do
        {
            told = await watcher.NextAsync(name);
        }
        while (told.GetProperty("userId").GetString() == "user_123");

        return told.GetProperty("userId").GetString();
    }

    private Task<Cluster> StartAsync(RedisServer redis, int nodes) => Cluster.StartAsync(redis, nodes, redis: options => options.Shards = Shards);
}
