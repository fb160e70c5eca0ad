using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Http.Connections;

namespace AudioTaiLoc.Realtime.FunctionalTests.SignalR;

/// <summary>Sections 1 and 5: the same over WebSocket, server-sent events and long polling, for both stock clients.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData("webSockets")]
    [InlineData("serverSentEvents")]
    [InlineData("longPolling")]
    public async Task The_JavaScript_client_gets_the_same_over_every_transport(string transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        await using var client = new SignalRNodeClient();
        await client.OnAsync("order:updated");
        await client.OnAsync("notification:order_updated");
        await client.OnAsync("notification:message");
        await client.OnAsync("maintenance");
        await client.ConnectAsync(host.RealtimeUrl, host.Token("user_123"), transport);
        JsonShape.Matches(
            """{"success":true,"room":"order:order_123"}""", (await client.InvokeAsync("order:subscribe", new { orderId = "order_123" })).Result);
        (await client.InvokeAsync("order:subscribe", new { orderId = "order_456" })).Result.IsRefused("forbidden");
        Assert.NotNull((await client.InvokeAsync("no:such", new { })).Error);

        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", new { total = 299.99 }, cancellation);
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Message = "Chào 🎧" }, cancellation);
        await host.Realtime.BroadcastToAllAsync("maintenance", new { message = "Tonight" }, cancellation);
        const string Update = """{"orderId":"order_123","status":"shipped","data":{"total":299.99},"timestamp":"<time>","eventId":"<eventId>"}""";
        JsonShape.Matches(Update, Assert.Single((await client.NextEventAsync("order:updated")).Args));
        JsonShape.Matches(Update, Assert.Single((await client.NextEventAsync("notification:order_updated")).Args));
        JsonShape.Matches(
            """{"type":"a","message":"Chào 🎧","timestamp":"<time>","eventId":"<eventId>"}""", Assert.Single((await client.NextEventAsync("notification:message")).Args));
        JsonShape.Matches("""{"message":"Tonight","eventId":"<eventId>"}""", Assert.Single((await client.NextEventAsync("maintenance")).Args));

        await host.Realtime.DisconnectUserAsync("user_123", "Bye.", cancellation);
        Assert.Contains("kicked: Bye.", await client.ClosedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task The_dotnet_client_is_told_why_it_is_closed_over_every_transport(HttpTransportType transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"), transport);
        (await client.CallAsync("inventory:subscribe", new { productId = "prod_123" })).IsDone();
        await host.Realtime.NotifyStockLevelAsync("prod_123", 7, cancellationToken: cancellation);
        await host.Realtime.DisconnectUserAsync("user_123", "Bye.", cancellation);
        Assert.Equal(7, (await client.NextAsync("inventory:updated")).GetProperty("quantity").GetInt32());
        Assert.Equal("kicked: Bye.", await client.CloseReasonAsync());
    }
}
