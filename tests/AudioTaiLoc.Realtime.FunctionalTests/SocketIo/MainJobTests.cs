using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>The main job with a stock <c>socket.io-client</c>.</summary>
public sealed class MainJobTests
{
    public static TheoryData<string[]?> Transports => [new[] { "websocket", "polling" }, null!, new[] { "websocket" }, new[] { "polling" }];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_order_update_reaches_its_room_and_its_owner(string[]? transports)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: TestContext.Current.CancellationToken);
        await using var owner = new SocketIoNodeClient();
        await owner.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") }, transports);

        var ack = await owner.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" });
        Assert.Equal("""{"success":true,"room":"order:order_123"}""", ack.Result.GetRawText());

        await host.Realtime.NotifyOrderStatusChangeAsync(
            "order_123", "shipped", "user_123", new { total = 299.99 }, TestContext.Current.CancellationToken);

        var update = (await owner.NextEventAsync("order:updated")).Args;
        Assert.Equal("shipped", update[0].GetProperty("status").GetString());
        Assert.Equal(update[0].GetProperty("eventId").GetString(), update[1].GetString());
        Assert.Equal("shipped", (await owner.NextEventAsync("notification:order_updated")).Args[0].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task A_client_that_was_cut_off_gets_exactly_what_it_missed(string transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        await using var client = new SocketIoNodeClient();
        var first = await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") }, [transport], options: new { reconnectionDelay = 200 });
        await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" });
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "0", cancellationToken: cancellation);
        await client.NextEventAsync("order:updated");

        await client.CloseEngineAsync(abrupt: true);
        for (var i = 1; i <= 1000; i++)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", cancellationToken: cancellation);
            await host.Realtime.NotifyOrderStatusChangeAsync("order_456", $"{i}", "user_456", cancellationToken: cancellation);
        }

        var again = await client.ReconnectedAsync();
        Assert.True(again.GetProperty("recovered").GetBoolean());
        Assert.Equal(first.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        for (var i = 1; i <= 1000; i++)
        {
            Assert.Equal($"{i}", (await client.NextEventAsync("order:updated")).Args[0].GetProperty("status").GetString());
        }

        Assert.DoesNotContain(client.UnreadEvents(), unread => unread.Name == "order:updated");
    }

    [Fact]
    public async Task A_kick_says_why_and_the_client_stays_away()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") });
        await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", TestContext.Current.CancellationToken);
        Assert.Equal("kicked", (await client.NextEventAsync("exception")).Args[0].GetProperty("code").GetString());
        Assert.Equal("io server disconnect", await client.DisconnectedAsync());
    }

    [Fact]
    public async Task A_client_without_a_token_is_refused()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = new SocketIoNodeClient();
        var refusal = await client.ConnectRefusedAsync(host.RealtimeUrl);
        Assert.Equal("""{"code":"unauthenticated"}""", refusal.GetProperty("data").GetRawText());
    }
}
