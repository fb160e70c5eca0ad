using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 2 to 4: <c>notification:message</c>, <c>notification:list</c> and <c>notification:read</c>, payments and reminders.</summary>
public sealed class NotificationTests
{
    [Theory]
    [EveryWire]
    public async Task A_notification_reaches_every_device_of_the_user_and_nobody_else(Wire wire)
    {
        await using var host = await StartAsync();
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await host.Realtime.NotifyUserAsync(
            "user_123",
            new UserNotification { Type = "order_shipped", Title = "Your order has shipped!", Message = "ABC123", Data = new { TrackingNumber = "ABC123" } },
            TestContext.Current.CancellationToken);
        foreach (var device in new[] { laptop, phone })
        {
            JsonShape.Matches(
                """
                {"type":"order_shipped","title":"Your order has shipped!","message":"ABC123","data":{"trackingNumber":"ABC123"},
                 "timestamp":"<time>","eventId":"<eventId>"}
                """,
                Assert.Single(await device.DrainAsync(), one => one.Name == "notification:message").Payload);
        }

        Assert.Empty(await other.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task A_notification_to_users_reaches_each_once(Wire wire)
    {
        await using var host = await StartAsync();
        await using var first = await host.ConnectUserAsync(wire, "user_123");
        await using var second = await host.ConnectUserAsync(wire, "user_456");
        await using var third = await host.ConnectUserAsync(wire, "user_789");
        await host.Realtime.NotifyUsersAsync(
            ["user_123", "user_456", "user_123"],
            new UserNotification { Type = "sale_announcement", Message = "New products available!" },
            TestContext.Current.CancellationToken);
        foreach (var client in new[] { first, second })
        {
            JsonShape.Matches(
                """{"type":"sale_announcement","message":"New products available!","timestamp":"<time>","eventId":"<eventId>"}""",
                Assert.Single(await client.DrainAsync()).Payload);
        }

        Assert.Empty(await third.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task The_inbox_keeps_what_came_while_away_and_what_was_read(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "first", Title = "One", Message = "1" }, cancellation);
        await host.Realtime.NotifyUsersAsync(["user_123", "user_456"], new UserNotification { Type = "second", Message = "2", Data = new { n = 2 } }, cancellation);
        await using var client = await host.ConnectUserAsync(wire, "user_123");

        var list = await client.CallAsync("notification:list");
        JsonShape.Matches(
            """
            {"success":true,"unreadCount":2,"notifications":[
              {"id":"<id>","read":false,"type":"second","message":"2","data":{"n":2},"timestamp":"<time>"},
              {"id":"<id>","read":false,"type":"first","title":"One","message":"1","timestamp":"<time>"}]}
            """,
            list);
        var id = list.GetProperty("notifications")[1].Text("id");
        JsonShape.Matches("""{"success":true,"unreadCount":1}""", await client.CallAsync("notification:read", new { notificationIds = new[] { id, id, "unknown" } }));
        list = await client.CallAsync("notification:list");
        Assert.Equal([false, true], list.GetProperty("notifications").EnumerateArray().Select(one => one.GetProperty("read").GetBoolean()));
        Assert.Equal(1, list.GetProperty("unreadCount").GetInt32());
    }

    [Theory]
    [EveryWire]
    public async Task Nobody_reads_what_is_anothers(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "first", Message = "1" }, cancellation);
        await using var owner = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        JsonShape.Matches("""{"success":true,"unreadCount":0,"notifications":[]}""", await other.CallAsync("notification:list"));
        var id = (await owner.CallAsync("notification:list")).GetProperty("notifications")[0].Text("id");
        JsonShape.Matches("""{"success":true,"unreadCount":0}""", await other.CallAsync("notification:read", new { notificationIds = new[] { id } }));
        Assert.Equal(1, (await owner.CallAsync("notification:list")).GetProperty("unreadCount").GetInt32());
    }

    [Theory]
    [EveryWire]
    public async Task A_payment_is_a_notification(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        await host.Realtime.NotifyPaymentAsync(
            "user_123", new PaymentNotification { OrderId = "order_123", Amount = 299.99m, Currency = "VND", Message = "Payment confirmed!" }, cancellation);
        var payment = await client.NextAsync("notification:message");
        Assert.Equal("payment_received", payment.Text("type"));
        Assert.Equal("Payment confirmed!", payment.Text("message"));
        Assert.Equal("order_123", payment.GetProperty("data").Text("orderId"));
        Assert.Equal(299.99m, payment.GetProperty("data").GetProperty("amount").GetDecimal());
        Assert.Equal("VND", payment.GetProperty("data").Text("currency"));
        await host.Realtime.NotifyPaymentAsync("user_123", new PaymentNotification { OrderId = "order_123", Status = "refunded" }, cancellation);
        Assert.Equal("payment_refunded", (await client.NextAsync("notification:message")).Text("type"));
    }

    [Theory]
    [EveryWire]
    public async Task A_reminder_comes_when_it_is_due_and_not_when_it_was_cancelled(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        var due = time.GetUtcNow() + TimeSpan.FromMinutes(30);
        await host.Realtime.ScheduleAppointmentReminderAsync(
            new AppointmentReminder { BookingId = "booking_456", UserId = "user_123", DueAt = due, Title = "Soon", Message = "See you at nine." }, cancellation);
        var cancelled = await host.Realtime.ScheduleAppointmentReminderAsync(
            new AppointmentReminder { BookingId = "booking_789", UserId = "user_123", DueAt = due }, cancellation);
        Assert.True(await host.Realtime.CancelReminderAsync(cancelled, cancellation));
        Assert.False(await host.Realtime.CancelReminderAsync(cancelled, cancellation));

        time.Advance(TimeSpan.FromMinutes(29));
        Assert.Empty(await client.DrainAsync());

        // The fence gives the service its turn; it may look at the clock only once a minute.
        List<ReceivedEvent> received = [];
        for (var minute = 0; minute < 100 && received.Count == 0; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            received.AddRange(await client.DrainAsync());
        }

        JsonShape.Matches(
            """
            {"type":"appointment_reminder","title":"Soon","message":"See you at nine.","data":{"bookingId":"booking_456"},
             "timestamp":"<time>","eventId":"<eventId>"}
            """,
            Assert.Single(received, one => one.Name == "notification:message").Payload);

        // One that is past reminds at once; it wakes the service, so whatever else were due would come before it.
        await host.Realtime.ScheduleAppointmentReminderAsync(
            new AppointmentReminder { BookingId = "booking_1", UserId = "user_123", DueAt = due }, cancellation);
        Assert.Equal("booking_1", (await client.NextAsync("notification:message")).GetProperty("data").Text("bookingId"));
        Assert.Empty(await client.DrainAsync());
        Assert.Empty(await other.DrainAsync());
    }

    private static Task<RealtimeHost> StartAsync(TimeProvider? time = null) => RealtimeHost.StartAsync(
        options => options.Presence.Audience = PresenceAudience.Nobody, time: time);
}
