using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SignalR;

/// <summary>The main job: a back end changes an order, and the right customer sees it.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task An_order_update_reaches_its_room_and_its_owner_and_nobody_else()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: TestContext.Current.CancellationToken);
        await using var owner = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        await using var other = await SignalRTestClient.ConnectAsync(host, host.Token("user_456"));

        var ack = await owner.CallAsync("order:subscribe", new { orderId = "order_123" });
        Assert.Equal("""{"success":true,"room":"order:order_123"}""", ack.GetRawText());
        var refusal = await other.CallAsync("order:subscribe", new { orderId = "order_123" });
        Assert.Equal("forbidden", refusal.GetProperty("code").GetString());

        await host.Realtime.NotifyOrderStatusChangeAsync(
            "order_123", "shipped", "user_123", new { total = 299.99, itemCount = 2 }, TestContext.Current.CancellationToken);

        var update = await owner.NextAsync("order:updated");
        Assert.Equal("order_123", update.GetProperty("orderId").GetString());
        Assert.Equal("shipped", update.GetProperty("status").GetString());
        Assert.Equal(2, update.GetProperty("data").GetProperty("itemCount").GetInt32());
        Assert.Matches("^[a-z0-9]+-[0-9]+$", update.GetProperty("eventId").GetString());
        Assert.Equal("shipped", (await owner.NextAsync("notification:order_updated")).GetProperty("status").GetString());
        Assert.DoesNotContain(await other.DrainAsync(), received => received.Name.Contains("order", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_missed_is_replayed_once_and_before_what_is_new()
    {
        await using var host = await RealtimeHost.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        string? last;
        await using (var before = await SignalRTestClient.ConnectAsync(host, host.Token("user_123")))
        {
            await before.CallAsync("order:subscribe", new { orderId = "order_123" });
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "0", cancellationToken: cancellation);
            last = (await before.NextAsync("order:updated")).GetProperty("eventId").GetString();
        }

        for (var i = 1; i <= 3; i++)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", cancellationToken: cancellation);
        }

        await using var after = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        var ack = await after.CallAsync("order:subscribe", new { orderId = "order_123", since = last });
        Assert.True(ack.GetProperty("recovered").GetBoolean());
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "4", cancellationToken: cancellation);
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "end", Message = "end" }, cancellation);

        List<string?> statuses = [];
        foreach (var received in await after.DrainAsync())
        {
            if (received.Name == "order:updated")
            {
                statuses.Add(received.Payload.GetProperty("status").GetString());
            }
        }

        Assert.Equal(["1", "2", "3", "4"], statuses);
    }

    [Fact]
    public async Task A_kick_closes_with_its_code()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", TestContext.Current.CancellationToken);
        var error = await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains("kicked: Signed out everywhere.", error?.Message, StringComparison.Ordinal);
    }
}
