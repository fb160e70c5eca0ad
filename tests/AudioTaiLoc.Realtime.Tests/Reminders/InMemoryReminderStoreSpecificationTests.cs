using AudioTaiLoc.Realtime.Reminders;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Reminders;

public sealed class InMemoryReminderStoreSpecificationTests : ReminderStoreSpecification
{
    protected override ValueTask<IReminderStore> CreateAsync() => new(new InMemoryReminderStore());
}
