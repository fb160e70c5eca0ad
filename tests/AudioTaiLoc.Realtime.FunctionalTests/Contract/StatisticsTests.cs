using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Section 4: <c>GetRealtimeStats()</c> and <c>GetClusterStatsAsync()</c>.</summary>
public sealed class StatisticsTests
{
    [Theory]
    [EveryWire]
    public async Task The_nodes_numbers_are_those_of_its_clients(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var began = DateTimeOffset.UtcNow;
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.NodeId = "node-1";
            options.AllowGuests = true;
            options.Presence.Audience = PresenceAudience.Nobody;
        });
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await using var guest = await host.ConnectAsync(wire, null);
        await laptop.CallAsync("inventory:subscribe", new { productId = "prod_123" });
        await guest.CallAsync("inventory:subscribe", new { productId = "prod_123" });
        await guest.CallAsync("inventory:subscribe", new { productId = "prod_456" });
        (await other.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("forbidden");

        var stats = host.Realtime.GetRealtimeStats();
        Assert.Equal("node-1", stats.NodeId);
        Assert.InRange(stats.StartedAt, began, DateTimeOffset.UtcNow);
        Assert.Equal((2, 4, 2), (stats.ConnectedUsers, stats.Connections, stats.Rooms));
        Assert.Equal(new Dictionary<string, int> { [Name(wire)] = 4 }, stats.ConnectionsByWire);
        // Each connection's first call is the fence of its connecting.
        Assert.Equal((4, 8, 1), (stats.TotalConnections, stats.TotalCalls, stats.TotalRefusals));
        Assert.Equal((0, 0), (stats.TotalEventsPublished, stats.TotalEventsDelivered));
        Assert.Empty(stats.ClosedByCode);

        await host.Realtime.NotifyStockLevelAsync("prod_123", 1, cancellationToken: cancellation);
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Message = "a" }, cancellation);
        await host.Realtime.NotifyUserAsync("nobody_here", new UserNotification { Type = "a", Message = "a" }, cancellation);
        // An unsubscribe has its turn after what was published before it.
        await guest.CallAsync("inventory:unsubscribe", new { productId = "prod_456" });
        stats = host.Realtime.GetRealtimeStats();
        Assert.Equal((3, 4), (stats.TotalEventsPublished, stats.TotalEventsDelivered));
        Assert.Equal(1, stats.Rooms);

        await host.Realtime.DisconnectUserAsync("user_123", "Bye.", cancellation);
        await laptop.CloseReasonAsync();
        await phone.CloseReasonAsync();
        await GoneAsync(host, 2);
        stats = host.Realtime.GetRealtimeStats();
        Assert.Equal((1, 2, 1), (stats.ConnectedUsers, stats.Connections, stats.Rooms));
        Assert.Equal(4, stats.TotalConnections);
        Assert.Equal(new Dictionary<string, long> { ["kicked"] = 2 }, stats.ClosedByCode);
    }

    [Theory]
    [EveryWire]
    public async Task The_clusters_numbers_count_signed_in_users_on_all_nodes(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.NodeId = "node-1";
            options.AllowGuests = true;
        });
        Assert.Equal((0, 0, 0), Numbers(await host.Realtime.GetClusterStatsAsync(cancellation)));
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await using var guest = await host.ConnectAsync(wire, null);
        var stats = await host.Realtime.GetClusterStatsAsync(cancellation);
        Assert.Equal((2, 3, 1), Numbers(stats));
        Assert.Equal(new NodeStats("node-1", 3), stats.Nodes[0]);
    }

    private static (int Users, int Connections, int Nodes) Numbers(ClusterStats stats) => (stats.ConnectedUsers, stats.Connections, stats.Nodes.Count);

    private static string Name(Wire wire) => wire switch
    {
        Wire.SignalR => "signalr",
        Wire.SocketIo => "socketio",
        _ => throw new ArgumentOutOfRangeException(nameof(wire)),
    };

    /// <summary>A client sees its connection closed a moment before the server has let it go.</summary>
    private static async Task GoneAsync(RealtimeHost host, int remaining)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (host.Realtime.GetRealtimeStats().Connections > remaining)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
