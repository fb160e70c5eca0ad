using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sharding;

/// <summary>What clients of either wire see of three hosts on a Redis Cluster.</summary>
public sealed class ClusteredNodesTests(RedisCluster servers) : IClassFixture<RedisCluster>
{
    private const int NodeCount = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [EveryWire]
    public async Task All_clients_see_one_order_of_all_rooms_and_find_the_rest_of_it_on_another_host(Wire wire)
    {
        const int Each = 60;
        string[] orders = [.. Enumerable.Range(0, ShardedNodes.Shards).Select(shard => ShardedNodes.RoomIn(shard).Name!["order:".Length..])];
        await using var cluster = await Tests.Cluster.Cluster.StartAsync(servers, NodeCount, options => options.Shards = ShardedNodes.Shards);
        List<IWireClient> clients = [];
        foreach (var order in orders)
        {
            await cluster[0].Access.GrantAsync($"order:{order}", "user_123", cancellationToken: Cancellation);
        }

        for (var i = 0; i < NodeCount; i++)
        {
            clients.Add(await cluster.JoinAsync(i, wire, "user_123", orders[0]));
            foreach (var order in orders[1..])
            {
                Assert.True((await clients[i].CallAsync("order:subscribe", new { orderId = order })).GetProperty("success").GetBoolean());
            }
        }

        await Task.WhenAll(cluster.Hosts.Select((host, index) => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await host.Realtime.NotifyOrderStatusChangeAsync(orders[i % orders.Length], $"{index}-{i}", cancellationToken: Cancellation);
                }
            },
            Cancellation)));

        List<string[]> seen = [];
        foreach (var client in clients)
        {
            seen.Add(EventIds(await client.DrainAsync()));
            await client.DisposeAsync();
        }

        Assert.Equal(NodeCount * Each, seen[0].Length);
        Assert.All(seen, order => Assert.Equal(seen[0], order));

        // From the middle, whatever shard that was in: the rest of each room, on any host.
        var since = seen[0][seen[0].Length / 2];
        for (var i = 0; i < NodeCount; i++)
        {
            await using var again = await cluster[i].ConnectUserAsync(wire, "user_123");
            List<string> rest = [];
            foreach (var order in orders)
            {
                var ack = await again.CallAsync("order:subscribe", new { orderId = order, since });
                Assert.True(ack.GetProperty("recovered").GetBoolean());
            }

            rest.AddRange(EventIds(await again.DrainAsync()));
            Assert.Equal(seen[0][((seen[0].Length / 2) + 1)..].Order(StringComparer.Ordinal), rest.Order(StringComparer.Ordinal));
        }
    }

    private static string[] EventIds(IEnumerable<ReceivedEvent> events) =>
        [.. events.Where(received => received.Name == "order:updated").Select(received => received.Payload.GetProperty("eventId").GetString()!)];
}
