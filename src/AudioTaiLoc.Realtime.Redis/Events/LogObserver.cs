namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>An observer's place in the audience; disposing it ends the calls.</summary>
internal sealed class LogObserver(LogAudience audience, IEventLogObserver observer) : IAsyncDisposable
{
    public IEventLogObserver Observer { get; } = observer;

    public ValueTask DisposeAsync()
    {
        audience.Remove(this);
        return ValueTask.CompletedTask;
    }
}
