using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>A Socket.IO client that comes back to another node than it left.</summary>
public class RecoveryElsewhereTests(RedisServer server)
{
    private const int Missed = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How many shards the log has.</summary>
    protected virtual int Shards => 1;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_finds_its_rooms_and_what_it_missed(bool isEndNoticed)
    {
        await using var cluster = await StartAsync(server, 3);
        using var http = new HttpClient();
        await cluster[0].Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        using var first = await ConnectAsync(http, cluster[0], null, null);
        Assert.True((await first.CallAsync("order:subscribe", new { orderId = "order_123" })).GetProperty("success").GetBoolean());
        await cluster[2].Realtime.NotifyOrderStatusChangeAsync("order_123", "seen", cancellationToken: Cancellation);
        await first.NextAsync("order:updated");
        var (pid, offset, id) = (first.Pid, first.Offset, first.Id);
        if (isEndNoticed)
        {
            first.Cut();
            await first.Ended;
        }

        // Otherwise the first node has not noticed, and has said nothing of an end: as after kill -9.
        for (var i = 0; i < Missed; i++)
        {
            await cluster[i % 3].Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", cancellationToken: Cancellation);
        }

        using var second = await ConnectAsync(http, cluster[1], pid, offset);
        await cluster[2].Realtime.NotifyOrderStatusChangeAsync("order_123", "live", cancellationToken: Cancellation);
        await cluster[2].Realtime.BroadcastToAllAsync("end", cancellationToken: Cancellation);

        Assert.Equal((pid, id), (second.Pid, second.Id));
        var statuses = (await second.TakeUntilAsync("end")).Select(received => received.Payload.GetProperty("status").GetString());
        Assert.Equal([.. Enumerable.Range(0, Missed).Select(i => $"{i}"), "live"], statuses);
    }

    [Fact]
    public async Task A_node_that_has_not_noticed_its_end_does_not_take_back_what_it_has_since()
    {
        await using var cluster = await StartAsync(server, 2);
        using var http = new HttpClient();
        await cluster[0].Access.GrantAsync("order:order_1", "user_123", cancellationToken: Cancellation);
        await cluster[0].Access.GrantAsync("order:order_2", "user_123", cancellationToken: Cancellation);
        using var first = await ConnectAsync(http, cluster[0], null, null);
        await SubscribeAsync(first, "order_1");
        var offset = await HearAsync(cluster[0], first, "order_1", "before");

        using var second = await ConnectAsync(http, cluster[1], first.Pid, offset);
        await SubscribeAsync(second, "order_2");
        offset = await HearAsync(cluster[1], second, "order_2", "meanwhile");
        second.Cut();
        await second.Ended;
        await Until.TrueAsync("the second node has let its connection go", () => cluster[1].Realtime.GetRealtimeStats().Connections == 0);

        // The first node ends the connection that it still has before it hands out the session.
        using var third = await ConnectAsync(http, cluster[0], first.Pid, offset);

        Assert.Equal(first.Pid, third.Pid);
        await HearAsync(cluster[1], third, "order_1", "after");
        await HearAsync(cluster[1], third, "order_2", "after");
    }

    [Fact]
    public async Task A_node_that_notices_its_end_late_does_not_take_its_user_offline()
    {
        await using var cluster = await StartAsync(server, 2, options => options.Presence.ReconnectGrace = TimeSpan.Zero);
        using var http = new HttpClient();
        await using var other = await cluster[0].ConnectUserAsync(Wire.SignalR, "user_456");
        using var first = await ConnectAsync(http, cluster[0], null, null);
        await cluster[0].Realtime.BroadcastToAllAsync("maintenance", cancellationToken: Cancellation);
        await first.NextAsync("maintenance");

        using var second = await ConnectAsync(http, cluster[1], first.Pid, first.Offset);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, (await second.CallAsync("presence:viewing", new { productId = "prod_123" })).GetProperty("viewers").GetInt32());
        first.Cut();
        await first.Ended;

        await cluster.CountedAsync("user_123", 1, Cancellation);
        Assert.DoesNotContain(await other.DrainAsync(), received => received.Name == "user:offline");
        Assert.Equal(2, (await other.CallAsync("presence:viewing", new { productId = "prod_123" })).GetProperty("viewers").GetInt32());
    }

    [Fact]
    public async Task Only_one_of_those_who_ask_gets_the_session()
    {
        await using var cluster = await StartAsync(server, 2);
        using var http = new HttpClient();
        using var first = await ConnectAsync(http, cluster[0], null, null);
        await cluster[0].Realtime.BroadcastToAllAsync("maintenance", cancellationToken: Cancellation);
        await first.NextAsync("maintenance");
        var sessions = cluster[1].Services.GetRequiredService<ISessionStore>();

        Assert.NotNull(await sessions.ClaimAsync(first.Pid, "user_123", Cancellation));
        using var second = await ConnectAsync(http, cluster[1], first.Pid, first.Offset);

        Assert.NotEqual(first.Pid, second.Pid);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Who_was_kicked_on_one_node_cannot_come_back_on_another()
    {
        await using var cluster = await StartAsync(server, 2);
        using var http = new HttpClient();
        using var first = await ConnectAsync(http, cluster[0], null, null);
        await cluster[0].Realtime.BroadcastToAllAsync("maintenance", cancellationToken: Cancellation);
        await first.NextAsync("maintenance");

        await cluster[1].Realtime.DisconnectUserAsync("user_123", "fraud", Cancellation);
        await first.NextAsync("exception");
        using var second = await ConnectAsync(http, cluster[1], first.Pid, first.Offset);

        Assert.NotEqual(first.Pid, second.Pid);
    }

    private static Task<RawSocketIoClient> ConnectAsync(HttpClient http, RealtimeHost host, string? pid, string? offset)
    {
        var token = host.Token("user_123");
        object auth = pid is null ? new { token } : new { token, pid, offset };
        return RawSocketIoClient.ConnectAsync(http, host.Url, RawTransportKind.WebSocket, auth);
    }

    private static async Task SubscribeAsync(RawSocketIoClient client, string orderId) =>
        Assert.True((await client.CallAsync("order:subscribe", new { orderId })).GetProperty("success").GetBoolean());

    private static async Task<string?> HearAsync(RealtimeHost host, RawSocketIoClient client, string orderId, string status)
    {
        await host.Realtime.NotifyOrderStatusChangeAsync(orderId, status, cancellationToken: Cancellation);
        Assert.Equal(status, (await client.NextAsync("order:updated")).GetProperty("status").GetString());
        return client.Offset;
    }

    private Task<Cluster> StartAsync(RedisServer redis, int nodes, Action<RealtimeOptions>? configure = null) =>
        Cluster.StartAsync(redis, nodes, configure, redis: options => options.Shards = Shards);
}
