namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>An observer's place at the tail; disposing it ends the calls.</summary>
internal sealed class LogObserver(LogTail tail, IEventLogObserver observer) : IAsyncDisposable
{
    public IEventLogObserver Observer { get; } = observer;

    public ValueTask DisposeAsync()
    {
        tail.Remove(this);
        return ValueTask.CompletedTask;
    }
}
