using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>
/// A grant notes the newest position and hides everything up to it. So that position must not run ahead of the
/// dispatcher's queue, or a join could get in front of an entry that it must not see.
/// </summary>
public sealed class InMemoryEventLogOrderTests
{
    [Fact]
    public async Task An_entry_is_with_every_observer_before_it_is_called_the_newest()
    {
        var log = new InMemoryEventLog(new EventLogLimits(100, 1000, TimeSpan.FromHours(1)), TimeProvider.System);
        var (first, second) = (new Watcher(log), new Watcher(log));
        await log.TailAsync(first, TestContext.Current.CancellationToken);
        await log.TailAsync(second, TestContext.Current.CancellationToken);

        for (var i = 1; i <= 3; i++)
        {
            await log.AppendAsync(new RealtimeEvent(EventKind.Event, EventTarget.Everyone, "e", DeliveryNode.Json("{}")), TestContext.Current.CancellationToken);
            Assert.Equal(i, log.LastPosition);
        }

        Assert.Equal([(1, 0), (2, 1), (3, 2)], first.Seen);
        Assert.Equal(first.Seen, second.Seen);
    }

    private sealed class Watcher(InMemoryEventLog log) : IEventLogObserver
    {
        public List<(long Position, long LastPosition)> Seen { get; } = [];

        public void OnEntry(in EventEntry entry) => Seen.Add((entry.Position, log.LastPosition));
    }
}
