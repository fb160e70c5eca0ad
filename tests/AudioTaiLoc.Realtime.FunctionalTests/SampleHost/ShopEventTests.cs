using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>What a REST change does to those who are connected: the sample's part of contract 8.</summary>
public sealed class ShopEventTests
{
    [Fact]
    public async Task An_order_changed_by_REST_reaches_its_owner_and_is_closed_to_the_other()
    {
        await using var shop = await Shop.StartAsync();
        var staff = await shop.LogInAsync("staff@example.com");
        await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
        await using var binh = shop.Connect(await shop.LogInAsync("binh@example.com"));
        var updated = Listen(an, "order:updated");
        var notified = Listen(an, "notification:order_updated");
        var others = Listen(binh, "order:updated", "notification:order_updated", "maintenance");
        await StartAsync(an, binh);
        Assert.True(await SubscribeAsync(an));
        Assert.False(await SubscribeAsync(binh));

        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"shipped","data":{"trackingNumber":"ABC123"}}""");

        var payload = await NextAsync(updated);
        Assert.Equal("shipped", payload.GetProperty("status").GetString());
        Assert.Equal(299.99m, payload.GetProperty("data").GetProperty("total").GetDecimal());
        Assert.Equal(2, payload.GetProperty("data").GetProperty("itemCount").GetInt32());
        Assert.Equal("an@example.com", payload.GetProperty("data").GetProperty("customerEmail").GetString());
        Assert.Equal("ABC123", payload.GetProperty("data").GetProperty("trackingNumber").GetString());
        Assert.Equal("order_123", (await NextAsync(notified)).GetProperty("orderId").GetString());

        // In the log's order, what follows the update is the first that the other hears.
        await shop.DoAsync("POST", "/api/v1/broadcast", staff, """{"event":"maintenance","payload":{"message":"Tonight"}}""");
        Assert.Equal("Tonight", (await NextAsync(others)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_grant_lets_in_and_its_end_shuts_out()
    {
        await using var shop = await Shop.StartAsync();
        var staff = await shop.LogInAsync("staff@example.com");
        await using var binh = shop.Connect(await shop.LogInAsync("binh@example.com"));
        var heard = Listen(binh, "order:updated", "maintenance");
        await StartAsync(binh);

        await shop.DoAsync("POST", "/api/v1/rooms/order:order_123/grants", staff, """{"userId":"user_456"}""");
        Assert.True(await SubscribeAsync(binh));
        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"shipped"}""");
        Assert.Equal("shipped", (await NextAsync(heard)).GetProperty("status").GetString());

        await shop.DoAsync("DELETE", "/api/v1/rooms/order:order_123/grants/user_456", staff);
        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"delivered"}""");
        await shop.DoAsync("POST", "/api/v1/broadcast", staff, """{"event":"maintenance"}""");

        Assert.False((await NextAsync(heard)).TryGetProperty("status", out _));
        Assert.False(await SubscribeAsync(binh));
    }

    [Fact]
    public async Task Stock_that_ends_and_comes_back_is_told_to_watchers_and_low_stock_to_staff()
    {
        await using var shop = await Shop.StartAsync();
        var token = await shop.LogInAsync("staff@example.com");
        await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
        await using var staff = shop.Connect(token);
        var stock = Listen(an, "inventory:updated");
        var news = Listen(an, "notification:event");
        var alerts = Listen(staff, "notification:event");
        await StartAsync(an, staff);
        await an.InvokeAsync<JsonElement>("inventory:subscribe", new { productId = "prod_123" }, TestContext.Current.CancellationToken);

        await shop.DoAsync("PUT", "/api/v1/products/prod_123/stock", token, """{"quantity":0}""");
        Assert.Equal(("low_stock", "prod_123"), EventOf(await NextAsync(alerts)));
        Assert.False((await NextAsync(stock)).GetProperty("available").GetBoolean());
        Assert.Equal(("product_unavailable", "prod_123"), EventOf(await NextAsync(news)));
        Assert.Equal(("inventory_alert", "prod_123"), EventOf(await NextAsync(news)));

        await shop.DoAsync("PUT", "/api/v1/products/prod_123/stock", token, """{"quantity":9}""");
        Assert.Equal(9, (await NextAsync(stock)).GetProperty("quantity").GetInt32());
        Assert.Equal(("product_available", "prod_123"), EventOf(await NextAsync(news)));
        var back = await NextAsync(news);
        Assert.Equal(("inventory_alert", "prod_123"), EventOf(back));
        Assert.Equal("Gaming Headphones", back.GetProperty("productName").GetString());
        Assert.Equal("Product is back in stock!", back.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Bookings_reminders_and_notifications_reach_their_customer()
    {
        await using var shop = await Shop.StartAsync();
        var staff = await shop.LogInAsync("staff@example.com");
        await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
        var bookings = Listen(an, "notification:booking_updated");
        var messages = Listen(an, "notification:message");
        await StartAsync(an);

        await shop.DoAsync("PUT", "/api/v1/bookings/booking_456/status", staff, """{"status":"confirmed"}""");
        var booking = await NextAsync(bookings);
        Assert.Equal("confirmed", booking.GetProperty("status").GetString());
        Assert.Equal("Professional Audio Setup", booking.GetProperty("data").GetProperty("serviceName").GetString());

        await shop.DoAsync("POST", "/api/v1/bookings/booking_456/reminders", staff, """{"dueAt":"2020-01-20T14:00:00Z","message":"See you"}""");
        var reminder = await NextAsync(messages);
        Assert.Equal("appointment_reminder", reminder.GetProperty("type").GetString());
        Assert.Equal("See you", reminder.GetProperty("message").GetString());

        await shop.DoAsync(
            "POST", "/api/v1/notifications", staff, """{"userIds":["user_123"],"type":"sale","title":"Sale","message":"Now","data":{"percent":20}}""");
        Assert.Equal(20, (await NextAsync(messages)).GetProperty("data").GetProperty("percent").GetInt32());
    }

    [Fact]
    public async Task The_seeded_conversation_joins_both_customers_and_staff()
    {
        await using var shop = await Shop.StartAsync();
        await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
        await using var staff = shop.Connect(await shop.LogInAsync("staff@example.com"));
        var heard = Listen(staff, "chat:message");
        await StartAsync(an, staff);
        await staff.InvokeAsync<JsonElement>("chat:subscribe", new { conversationId = "conv_789" }, TestContext.Current.CancellationToken);

        await an.InvokeAsync<JsonElement>(
            "chat:message",
            new { conversationId = "conv_789", message = "Hello, can you help me choose headphones?" },
            TestContext.Current.CancellationToken);

        Assert.Equal("an@example.com", (await NextAsync(heard)).GetProperty("email").GetString());
        var list = await staff.InvokeAsync<JsonElement>("chat:conversations", TestContext.Current.CancellationToken);
        var conversation = Assert.Single(list.GetProperty("conversations").EnumerateArray().ToArray());
        Assert.Equal(["staff_1", "user_123", "user_456"], conversation.GetProperty("participants").EnumerateArray().Select(id => id.GetString()).Order());
        Assert.Equal(1, conversation.GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task A_kick_closes_the_connection_with_its_reason()
    {
        await using var shop = await Shop.StartAsync();
        await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
        var closed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        an.Closed += exception =>
        {
            closed.TrySetResult(exception);
            return Task.CompletedTask;
        };
        await StartAsync(an);

        await shop.DoAsync("POST", "/api/v1/users/user_123/disconnect", await shop.LogInAsync("staff@example.com"), """{"reason":"Closing time"}""");

        var message = (await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))?.Message;
        Assert.Contains("kicked", message);
        Assert.Contains("Closing time", message);
    }

    private static Channel<JsonElement> Listen(HubConnection connection, params string[] names)
    {
        var events = Channel.CreateUnbounded<JsonElement>();
        foreach (var name in names)
        {
            connection.On<JsonElement>(name, payload => events.Writer.TryWrite(payload));
        }

        return events;
    }

    private static async Task StartAsync(params HubConnection[] connections)
    {
        foreach (var connection in connections)
        {
            await connection.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<bool> SubscribeAsync(HubConnection connection)
    {
        var ack = await connection.InvokeAsync<JsonElement>("order:subscribe", new { orderId = "order_123" }, TestContext.Current.CancellationToken);
        return ack.GetProperty("success").GetBoolean() || (ack.GetProperty("code").GetString() == "forbidden" ? false : throw new InvalidOperationException(ack.GetRawText()));
    }

    private static async Task<JsonElement> NextAsync(Channel<JsonElement> events)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        return await events.Reader.ReadAsync(deadline.Token);
    }

    private static (string? Event, string? ProductId) EventOf(JsonElement payload) =>
        (payload.GetProperty("event").GetString(), payload.GetProperty("productId").GetString());
}
