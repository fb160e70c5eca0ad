using AudioTaiLoc.Realtime.Notifications;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Notifications;

public sealed class InMemoryNotificationInboxSpecificationTests : NotificationInboxSpecification
{
    protected override ValueTask<INotificationInbox> CreateAsync(int maxPerUser) => new(new InMemoryNotificationInbox(maxPerUser, Time));
}
