using System.Text;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What the specifications of <see cref="IEventLog"/> share.</summary>
public abstract class EventLogSpecificationBase : StoreSpecification
{
    /// <summary>A room to send to.</summary>
    protected static readonly EventTarget Order = EventTarget.Room("order:order_123");

    /// <summary>Another room.</summary>
    protected static readonly EventTarget Booking = EventTarget.Room("booking:booking_456");

    /// <summary>Makes an empty log that keeps at least the given number of entries, and not more than ten times as many.</summary>
    protected abstract ValueTask<IEventLog> CreateAsync(int keptEntries);

    /// <summary>Makes an empty log that keeps all that a test appends.</summary>
    protected ValueTask<IEventLog> CreateAsync() => CreateAsync(1000);

    /// <summary>A payload.</summary>
    protected static ReadOnlyMemory<byte> Json(string value) => Encoding.UTF8.GetBytes($$"""{"value":"{{value}}"}""");

    /// <summary>What tells entries apart.</summary>
    protected static (long Position, string Name) Brief(EventEntry entry) => (entry.Position, entry.Event.Name);

    /// <summary>Appends an event with a payload.</summary>
    protected static ValueTask<long> AppendAsync(IEventLog log, EventTarget target, string name) =>
        log.AppendAsync(new(EventKind.Event, target, name, Json(name)), Cancellation);

    /// <summary>Reads all that some targets were sent.</summary>
    protected static ValueTask<EventHistory> ReadAsync(IEventLog log, params EventTarget[] targets) =>
        log.ReadAsync(new(targets, 0, long.MaxValue, 1000), Cancellation);

    /// <summary>Reads the names of all events that some targets were sent.</summary>
    protected static async Task<IEnumerable<string>> NamesAsync(IEventLog log, params EventTarget[] targets)
    {
        var history = await ReadAsync(log, targets);
        Assert.True(history.IsComplete);
        return history.Entries.Select(entry => entry.Event.Name);
    }

    /// <summary>Compares events by what is in them.</summary>
    protected static void AssertSame(RealtimeEvent expected, RealtimeEvent actual)
    {
        Assert.Equal(expected.Kind, actual.Kind);
        AssertSame(expected.Target, actual.Target);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Payload.ToArray(), actual.Payload.ToArray());
        Assert.Equal(expected.IsVolatile, actual.IsVolatile);
        Assert.Equal(expected.ExceptConnectionId, actual.ExceptConnectionId);
    }

    /// <summary>Compares targets by what is in them, several users in any order.</summary>
    protected static void AssertSame(EventTarget expected, EventTarget actual)
    {
        Assert.Equal(expected.Kind, actual.Kind);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.UserIds?.Order(), actual.UserIds?.Order());
    }
}
