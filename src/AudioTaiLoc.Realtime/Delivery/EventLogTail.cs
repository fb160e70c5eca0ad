namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>An observer's place at the in-memory log; disposing it ends the calls.</summary>
internal sealed class EventLogTail(InMemoryEventLog log, IEventLogObserver observer) : IAsyncDisposable
{
    public IEventLogObserver Observer { get; } = observer;

    public ValueTask DisposeAsync()
    {
        log.Remove(this);
        return ValueTask.CompletedTask;
    }
}
