using System.Text;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Notifications;
using AudioTaiLoc.Realtime.Publishing;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Publishing;

public sealed class ReminderDeliveryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Mock<IEventLog> _log = new();
    private readonly RealtimeMetrics _metrics = TestMeters.CreateMetrics();
    private readonly InMemoryNotificationInbox _inbox;
    private readonly ReminderDelivery _delivery;

    public ReminderDeliveryTests()
    {
        var options = new RealtimeOptions();
        var payloads = new PayloadSerializer(options);
        _inbox = new InMemoryNotificationInbox(10, _time);
        _delivery = new ReminderDelivery(new NotificationSender(new EventPublisher(_log.Object, payloads, _metrics), _inbox, payloads, options, _time));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task A_reminder_that_is_sent_again_because_the_log_was_away_is_in_the_inbox_once()
    {
        var reminder = new Reminder("r1", "user_123", _time.GetUtcNow(), """{"message":"soon"}"""u8.ToArray());
        _log.SetupSequence(log => log.AppendAsync(It.IsAny<RealtimeEvent>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RealtimeException(RealtimeErrorCodes.Unavailable, "down"))
            .ThrowsAsync(new RealtimeException(RealtimeErrorCodes.Unavailable, "down"))
            .ReturnsAsync(1);

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Assert.ThrowsAsync<RealtimeException>(() => _delivery.SendAsync(reminder with { Attempts = attempt }, Cancellation));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await _delivery.SendAsync(reminder, Cancellation);

        var kept = Assert.Single(await _inbox.ListAsync("user_123", 10, Cancellation));
        Assert.Equal("r1", kept.Id);
        Assert.StartsWith("""{"message":"soon","timestamp":""", Encoding.UTF8.GetString(kept.NotificationJson.Span), StringComparison.Ordinal);
        Assert.Equal(1, await _inbox.CountUnreadAsync("user_123", Cancellation));
    }
}
