using AudioTaiLoc.Realtime.Notifications;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Notifications;

public class InMemoryNotificationInboxTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Inboxes_of_users_who_never_come_back_are_forgotten()
    {
        var inbox = new InMemoryNotificationInbox(10, _time);
        for (var i = 0; i < 1000; i++)
        {
            await AddAsync(inbox, "user_" + i, "n1", TimeSpan.FromHours(1));
            await AddAsync(inbox, "user_" + i, "n2", TimeSpan.FromHours(2));
        }

        _time.Advance(TimeSpan.FromHours(1));
        await AddAsync(inbox, "user_new", "n1", TimeSpan.FromHours(9));
        Assert.Equal(1001, inbox.InboxCount);
        _time.Advance(TimeSpan.FromHours(1));
        await AddAsync(inbox, "user_new", "n2", TimeSpan.FromHours(9));

        Assert.Equal(1, inbox.InboxCount);
    }

    [Fact]
    public async Task The_payload_is_copied()
    {
        var inbox = new InMemoryNotificationInbox(10, _time);
        var json = "{}"u8.ToArray();
        await inbox.AddAsync(
            new("n1", "user_123", json, _time.GetUtcNow(), _time.GetUtcNow().AddHours(1)), TestContext.Current.CancellationToken);

        json[0] = (byte)'!';

        var listed = Assert.Single(await inbox.ListAsync("user_123", 1, TestContext.Current.CancellationToken));
        Assert.Equal("{}"u8.ToArray(), listed.NotificationJson.ToArray());
    }

    [Fact]
    public void A_bound_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryNotificationInbox(0, _time));

    private ValueTask AddAsync(InMemoryNotificationInbox inbox, string userId, string id, TimeSpan lifetime) => inbox.AddAsync(
        new(id, userId, "{}"u8.ToArray(), _time.GetUtcNow(), _time.GetUtcNow() + lifetime), TestContext.Current.CancellationToken);
}
