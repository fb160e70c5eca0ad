using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>The client snippets of the design document, as printed but for token and port, over every choice of transports.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string> Transports =>
    [
        "transports: ['websocket', 'polling']",
        "",
        "transports: ['websocket']",
        "transports: ['polling']",
    ];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Orders_bookings_and_notifications_are_printed(string transports)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var shopper = SnippetClient.Run(
            host,
            host.Token("user_123"),
            transports,
            SnippetClient.Read("bookings"),
            SnippetClient.Read("notifications"),
            SnippetClient.ReadAbove("orders", "// Unsubscribe"));

        Assert.NotEmpty((await shopper.NextEventAsync("Connected:")).Args[0].GetString()!);
        var subscribed = await shopper.NextEventAsync("Subscribed:");
        Assert.Equal("""{"success":true,"room":"order:order_123"}""", subscribed.Args[0].GetRawText());

        var data = new { total = 299.99, itemCount = 2, customerEmail = "user@example.com" };
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", data, cancellation);
        await host.Realtime.NotifyBookingStatusChangeAsync("booking_456", "confirmed", cancellationToken: cancellation);
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "order_shipped", Message = "On its way." }, cancellation);

        var order = (await shopper.NextEventAsync("Order updated:")).Args[0];
        Assert.Equal("order_123", order.GetProperty("orderId").GetString());
        Assert.Equal("shipped", order.GetProperty("status").GetString());
        Assert.Equal("""{"total":299.99,"itemCount":2,"customerEmail":"user@example.com"}""", order.GetProperty("data").GetRawText());
        Assert.Equal("shipped", (await shopper.NextEventAsync("Order notification:")).Args[0].GetProperty("status").GetString());
        var booking = (await shopper.NextEventAsync("Booking updated:")).Args[0];
        Assert.Equal("booking_456", booking.GetProperty("bookingId").GetString());
        Assert.Equal("confirmed", booking.GetProperty("status").GetString());
        var notification = (await shopper.NextEventAsync("New notification:")).Args[0];
        Assert.Equal("order_shipped", notification.GetProperty("type").GetString());
        Assert.Equal("On its way.", notification.GetProperty("message").GetString());

        await host.StopAsync();
        Assert.Empty((await shopper.NextEventAsync("Disconnected")).Args);
        Assert.Empty(shopper.UnreadEvents());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task After_unsubscribing_no_order_is_printed(string transports)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var calls = new HandledCalls(host);
        await using var shopper = SnippetClient.Run(
            host, host.Token("user_123"), transports, SnippetClient.Read("orders"), SnippetClient.Read("notifications"));
        Assert.True((await shopper.NextEventAsync("Subscribed:")).Args[0].GetProperty("success").GetBoolean());
        await calls.ReachAsync("order:unsubscribe");

        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", cancellationToken: cancellation);

        // Published behind the room's event: had the room's come, it would be here by now.
        await shopper.NextEventAsync("Order notification:");
        Assert.DoesNotContain(shopper.UnreadEvents(), printed => printed.Name == "Order updated:");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Two_shoppers_chat(string transports)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var calls = new HandledCalls(host);
        await using var an = SnippetClient.Run(host, host.Token("user_123"), transports, SnippetClient.Read("chat"));
        await calls.ReachAsync("chat:message");
        await using var binh = SnippetClient.Run(host, host.Token("user_456"), transports, SnippetClient.Read("chat"));

        var message = (await an.NextEventAsync("New message:")).Args[0];
        Assert.Equal("conv_789", message.GetProperty("conversationId").GetString());
        Assert.Equal("user_456", message.GetProperty("userId").GetString());
        Assert.Equal("user_456@example.com", message.GetProperty("email").GetString());
        Assert.Equal("Hello!", message.GetProperty("message").GetString());

        await calls.ReachAsync("chat:message", 2);
        await using var staff = new SocketIoNodeClient();
        await staff.ConnectAsync(host.RealtimeUrl, new { token = host.Token("staff_1") });
        await staff.EmitWithAckAsync("chat:message", new { conversationId = "conv_789", message = "How can I help?" });

        Assert.Equal("How can I help?", (await an.NextEventAsync("New message:")).Args[0].GetProperty("message").GetString());
        Assert.Equal("How can I help?", (await binh.NextEventAsync("New message:")).Args[0].GetProperty("message").GetString());
        Assert.DoesNotContain(an.UnreadEvents().Concat(binh.UnreadEvents()), printed => printed.Name == "New message:");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_refused_subscription_is_printed(string transports)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var shopper = SnippetClient.Run(
            host, host.Token("user_123"), transports, "const orderId = 'order_456';", SnippetClient.Read("message-errors"));

        var printed = await shopper.NextEventAsync("Subscription failed:");
        Assert.Contains("order:order_456", printed.Args[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_refused_connection_is_printed(string transports)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var shopper = SnippetClient.Run(host, "no-token-at-all", transports, SnippetClient.Read("connection-failures"));

        var error = (await shopper.NextEventAsync("Connection error:")).Args[0];
        Assert.Equal("The token is not valid.", error.GetProperty("message").GetString());
        Assert.Equal("""{"code":"unauthenticated"}""", error.GetProperty("data").GetRawText());
    }
}
