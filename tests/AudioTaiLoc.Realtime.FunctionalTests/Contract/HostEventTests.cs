using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 3 and 4: the host's own events, and what it may not publish.</summary>
public sealed class HostEventTests
{
    [Theory]
    [EveryWire]
    public async Task A_broadcast_reaches_everyone_guests_too(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var user = await host.ConnectUserAsync(wire, "user_123", "maintenance");
        await using var guest = await host.ConnectAsync(wire, null, "maintenance");
        await host.Realtime.BroadcastToAllAsync(
            "maintenance", new { Message = "Tonight", From = new DateTime(2024, 1, 15, 22, 0, 0, DateTimeKind.Utc) }, TestContext.Current.CancellationToken);
        foreach (var client in new[] { user, guest })
        {
            JsonShape.Matches("""{"message":"Tonight","from":"2024-01-15T22:00:00Z","eventId":"<eventId>"}""", await client.NextAsync("maintenance"));
        }
    }

    [Theory]
    [EveryWire]
    public async Task A_room_event_reaches_the_rooms_members_alone(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: TestContext.Current.CancellationToken);
        await using var member = await host.ConnectUserAsync(wire, "user_123", "courier:position");
        await using var other = await host.ConnectUserAsync(wire, "user_456", "courier:position");
        await member.CallAsync("order:subscribe", new { orderId = "order_123" });
        await host.Realtime.SendEventToRoomAsync("order:order_123", "courier:position", new { lat = 10.77 }, TestContext.Current.CancellationToken);
        JsonShape.Matches("""{"lat":10.77,"eventId":"<eventId>"}""", await member.NextAsync("courier:position"));
        Assert.DoesNotContain(await other.DrainAsync(), one => one.Name == "courier:position");
    }

    [Theory]
    [EveryWire]
    public async Task The_host_may_publish_notification_event_itself(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        await host.Realtime.BroadcastToAllAsync(
            "notification:event", new { @event = "sale", percent = 20, timestamp = DateTime.UnixEpoch }, TestContext.Current.CancellationToken);
        JsonShape.Matches(
            """{"event":"sale","percent":20,"timestamp":"1970-01-01T00:00:00Z","eventId":"<eventId>"}""", await client.NextAsync("notification:event"));
    }

    [Theory]
    [EveryWire]
    public async Task No_payload_is_an_empty_object(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123", "tick");
        await host.Realtime.BroadcastToAllAsync("tick", cancellationToken: TestContext.Current.CancellationToken);
        JsonShape.Matches("""{"eventId":"<eventId>"}""", await client.NextAsync("tick"));
    }

    [Theory]
    [EveryWire]
    public async Task Event_ids_grow_in_the_order_of_publishing(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123", "tick");
        for (var n = 0; n < 20; n++)
        {
            await host.Realtime.BroadcastToAllAsync("tick", new { n }, TestContext.Current.CancellationToken);
        }

        var ids = (await client.DrainAsync()).Where(one => one.Name == "tick").Select(one => one.Payload.Text("eventId").Split('-')).ToList();
        Assert.Equal(20, ids.Count);
        Assert.Single(ids.Select(id => id[0]).Distinct());
        var positions = ids.Select(id => long.Parse(id[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(positions.Order().Distinct(), positions);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quote\"")]
    public async Task A_reserved_or_unusable_name_is_refused(string name)
    {
        await using var host = await RealtimeHost.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<ArgumentException>(() => host.Realtime.BroadcastToAllAsync(name, null, cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Realtime.SendEventToRoomAsync("order:order_123", name, null, cancellation));
    }

    [Fact]
    public async Task What_cannot_be_an_events_payload_is_refused()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumPayloadSize = 1024);
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var payload in new object[] { "text", 5, new[] { 1 }, new { eventId = "mine" }, new { text = new string('x', 1024) } })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => host.Realtime.BroadcastToAllAsync("tick", payload, cancellation));
        }

        await host.Realtime.BroadcastToAllAsync("tick", new { nested = new { eventId = "fine" } }, cancellation);
    }

    [Theory]
    [InlineData("not an id")]
    [InlineData("")]
    [InlineData("naïve")]
    [InlineData("line\nbreak")]
    [InlineData(LongId)]
    public async Task An_id_that_cannot_be_used_is_refused(string id)
    {
        await using var host = await RealtimeHost.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var realtime = host.Realtime;
        var notification = new UserNotification { Type = "a", Message = "a" };
        Func<Task>[] calls =
        [
            () => realtime.NotifyOrderStatusChangeAsync(id, "paid", cancellationToken: cancellation),
            () => realtime.NotifyOrderStatusChangeAsync("order_123", "paid", id, cancellationToken: cancellation),
            () => realtime.NotifyOrderProgressAsync(id, "paid", new OrderProgress(1, 2), cancellationToken: cancellation),
            () => realtime.NotifyBookingStatusChangeAsync(id, "paid", cancellationToken: cancellation),
            () => realtime.NotifyBookingConfirmedAsync(id, cancellationToken: cancellation),
            () => realtime.NotifyPaymentAsync(id, new PaymentNotification { OrderId = "order_123" }, cancellation),
            () => realtime.NotifyPaymentAsync("user_123", new PaymentNotification { OrderId = id }, cancellation),
            () => realtime.NotifyUserAsync(id, notification, cancellation),
            () => realtime.NotifyUsersAsync(["user_123", id], notification, cancellation),
            () => realtime.NotifyInventoryAsync(new InventoryAlert { ProductId = id }, cancellation),
            () => realtime.NotifyStockLevelAsync(id, 1, cancellationToken: cancellation),
            () => realtime.NotifyProductAvailabilityAsync(id, true, cancellationToken: cancellation),
            () => realtime.NotifyLowStockAsync(id, 1, ["user_123"], cancellationToken: cancellation),
            () => realtime.NotifyLowStockAsync("prod_123", 1, [id], cancellationToken: cancellation),
            () => realtime.SendEventToRoomAsync(id + (id == LongId ? id : ""), "tick", cancellationToken: cancellation),
            () => realtime.DisconnectUserAsync(id, "Bye.", cancellation),
            () => realtime.ScheduleAppointmentReminderAsync(new AppointmentReminder { BookingId = id, UserId = "user_123", DueAt = DateTimeOffset.UtcNow }, cancellation),
            () => realtime.ScheduleAppointmentReminderAsync(new AppointmentReminder { BookingId = "b", UserId = id, DueAt = DateTimeOffset.UtcNow }, cancellation),
            () => host.Access.GrantAsync("order:order_123", id, cancellationToken: cancellation),
            () => host.Access.RevokeAsync("order:order_123", id, cancellation),
            () => host.Access.IsGrantedAsync("order:order_123", id, cancellation),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(call);
        }

        Assert.Equal(0, host.Realtime.GetRealtimeStats().TotalEventsPublished);
    }

    // 129 characters; a room may have its prefix's more.
    private const string LongId = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
}
