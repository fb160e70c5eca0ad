using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Notifications;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Notifications;

public sealed class NotificationSenderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Mock<IEventLog> _log = new();
    private readonly Mock<INotificationInbox> _inbox = new(MockBehavior.Strict);
    private readonly RealtimeMetrics _metrics = TestMeters.CreateMetrics();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task A_notification_to_many_is_kept_with_one_call_before_it_is_published()
    {
        var cancellation = TestContext.Current.CancellationToken;
        IReadOnlyList<InboxNotification> kept = [];
        _inbox.Setup(inbox => inbox.AddManyAsync(It.IsAny<IReadOnlyList<InboxNotification>>(), cancellation))
            .Callback((IReadOnlyList<InboxNotification> given, CancellationToken _) =>
            {
                Assert.Empty(_log.Invocations);
                kept = given;
            })
            .Returns(ValueTask.CompletedTask);
        var options = new RealtimeOptions();
        var payloads = new PayloadSerializer(options);
        var sender = new NotificationSender(new EventPublisher(_log.Object, payloads, _metrics), _inbox.Object, payloads, options, _time);
        string[] users = [.. Enumerable.Range(1, 300).Select(i => "user_" + i)];

        await sender.SendAsync([.. users, "user_1"], new UserNotification { Type = "sale", Message = "Tomorrow" }, cancellation);

        Assert.Equal(users, kept.Select(each => each.UserId));
        Assert.Equal(users.Length, kept.Select(each => each.Id).Distinct().Count());
        Assert.Single(kept.Select(each => each.NotificationJson).Distinct());
        Assert.All(kept, each => Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow() + options.Notifications.InboxAge), (each.CreatedAt, each.ExpiresAt)));
        _inbox.Verify(inbox => inbox.AddManyAsync(It.IsAny<IReadOnlyList<InboxNotification>>(), cancellation), Times.Once);
        _log.Verify(log => log.AppendAsync(It.IsAny<RealtimeEvent>(), cancellation), Times.Once);
    }
}
