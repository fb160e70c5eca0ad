namespace AudioTaiLoc.Realtime.Timing;

/// <summary>One thing to do at a time; made by <see cref="DeadlineQueue"/>.</summary>
internal sealed class Deadline(DateTimeOffset due, Action<object> callback, object state)
{
    private int _isOver;

    public DateTimeOffset Due => due;

    /// <summary>True once it was cancelled or run.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>Takes it back.</summary>
    /// <returns>False when it has run, or runs now.</returns>
    public bool Cancel() => Interlocked.Exchange(ref _isOver, 1) == 0;

    public void Run()
    {
        if (Cancel())
        {
            callback(state);
        }
    }
}
