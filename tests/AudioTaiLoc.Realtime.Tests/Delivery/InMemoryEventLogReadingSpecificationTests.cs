using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public sealed class InMemoryEventLogReadingSpecificationTests : EventLogReadingSpecification
{
    protected override ValueTask<IEventLog> CreateAsync(int keptEntries) =>
        new(new InMemoryEventLog(new EventLogLimits(keptEntries, 16 * 1024 * 1024, TimeSpan.FromMinutes(5)), Time));
}
