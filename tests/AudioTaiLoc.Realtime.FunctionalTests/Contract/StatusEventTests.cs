using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 3 and 4: <c>order:updated</c>, <c>booking:updated</c> and what the owner gets.</summary>
public sealed class StatusEventTests
{
    [Theory]
    [EveryWire]
    public async Task An_order_update_goes_to_the_room_and_to_every_device_of_the_owner(Wire wire)
    {
        await using var host = await StartAsync();
        await using var member = await host.ConnectUserAsync(wire, "user_456");
        await using var owner = await host.ConnectUserAsync(wire, "user_123");
        await using var ownersPhone = await host.ConnectUserAsync(wire, "user_123");
        await using var stranger = await host.ConnectUserAsync(wire, "stranger");
        await member.CallAsync("order:subscribe", new { orderId = "order_123" });

        await host.Realtime.NotifyOrderStatusChangeAsync(
            "order_123",
            "shipped",
            "user_123",
            new { Total = 299.99, ItemCount = 2, CustomerEmail = "user@example.com", ScheduledDate = new DateTimeOffset(2024, 1, 20, 21, 0, 0, TimeSpan.FromHours(7)) },
            TestContext.Current.CancellationToken);

        const string Shape =
            """
            {"orderId":"order_123","status":"shipped","timestamp":"<time>","eventId":"<eventId>",
             "data":{"total":299.99,"itemCount":2,"customerEmail":"user@example.com","scheduledDate":"2024-01-20T14:00:00Z"}}
            """;
        var updated = await member.DrainAsync();
        Assert.Equal("order:updated", Assert.Single(updated).Name);
        JsonShape.Matches(Shape, updated[0].Payload);
        foreach (var device in new[] { owner, ownersPhone })
        {
            var told = await device.DrainAsync();
            Assert.Equal("notification:order_updated", Assert.Single(told).Name);
            JsonShape.Matches(Shape, told[0].Payload);
        }

        Assert.Empty(await stranger.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task A_booking_update_goes_to_the_room_and_to_every_device_of_the_owner(Wire wire)
    {
        await using var host = await StartAsync();
        await using var member = await host.ConnectUserAsync(wire, "user_456");
        await using var owner = await host.ConnectUserAsync(wire, "user_123");
        await using var ownersPhone = await host.ConnectUserAsync(wire, "user_123");
        await using var stranger = await host.ConnectUserAsync(wire, "stranger");
        await member.CallAsync("booking:subscribe", new { bookingId = "booking_456" });

        await host.Realtime.NotifyBookingStatusChangeAsync(
            "booking_456", "rescheduled", "user_123", new Dictionary<string, object> { ["serviceName"] = "Setup" }, TestContext.Current.CancellationToken);

        const string Shape =
            """{"bookingId":"booking_456","status":"rescheduled","timestamp":"<time>","eventId":"<eventId>","data":{"serviceName":"Setup"}}""";
        var updated = await member.DrainAsync();
        Assert.Equal("booking:updated", Assert.Single(updated).Name);
        JsonShape.Matches(Shape, updated[0].Payload);
        foreach (var device in new[] { owner, ownersPhone })
        {
            var told = await device.DrainAsync();
            Assert.Equal("notification:booking_updated", Assert.Single(told).Name);
            JsonShape.Matches(Shape, told[0].Payload);
        }

        Assert.Empty(await stranger.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task Without_an_owner_and_data_the_room_alone_is_told_and_data_is_empty(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var member = await host.ConnectUserAsync(wire, "user_456");
        await member.CallAsync("order:subscribe", new { orderId = "order_123" });
        await member.CallAsync("booking:subscribe", new { bookingId = "booking_456" });
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "paid", cancellationToken: cancellation);
        await host.Realtime.NotifyBookingStatusChangeAsync("booking_456", "cancelled", cancellationToken: cancellation);

        var received = await member.DrainAsync();
        Assert.Equal(["order:updated", "booking:updated"], received.Select(one => one.Name));
        JsonShape.Matches("""{"orderId":"order_123","status":"paid","data":{},"timestamp":"<time>","eventId":"<eventId>"}""", received[0].Payload);
        JsonShape.Matches("""{"bookingId":"booking_456","status":"cancelled","data":{},"timestamp":"<time>","eventId":"<eventId>"}""", received[1].Payload);
    }

    [Theory]
    [EveryWire]
    public async Task Order_progress_and_booking_confirmation_are_updates(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var member = await host.ConnectUserAsync(wire, "user_456");
        await member.CallAsync("order:subscribe", new { orderId = "order_123" });
        await member.CallAsync("booking:subscribe", new { bookingId = "booking_456" });
        await host.Realtime.NotifyOrderProgressAsync("order_123", "packing", new OrderProgress(2, 4, "Packed"), "user_456", cancellation);
        await host.Realtime.NotifyBookingConfirmedAsync("booking_456", "user_456", new { room = 7 }, cancellation);

        var received = await member.DrainAsync();
        Assert.Equal(["order:updated", "notification:order_updated", "booking:updated", "notification:booking_updated"], received.Select(one => one.Name));
        foreach (var progress in received.Take(2))
        {
            JsonShape.Matches(
                """{"orderId":"order_123","status":"packing","data":{"step":2,"totalSteps":4,"description":"Packed"},"timestamp":"<time>","eventId":"<eventId>"}""",
                progress.Payload);
        }

        foreach (var confirmation in received.Skip(2))
        {
            JsonShape.Matches(
                """{"bookingId":"booking_456","status":"confirmed","data":{"room":7},"timestamp":"<time>","eventId":"<eventId>"}""", confirmation.Payload);
        }
    }

    private static async Task<RealtimeHost> StartAsync()
    {
        var host = await RealtimeHost.StartAsync(options => options.Presence.Audience = PresenceAudience.Nobody);
        await host.Access.GrantAsync("order:order_123", "user_456", cancellationToken: TestContext.Current.CancellationToken);
        await host.Access.GrantAsync("booking:booking_456", "user_456", cancellationToken: TestContext.Current.CancellationToken);
        return host;
    }
}
