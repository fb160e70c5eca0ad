namespace AudioTaiLoc.Realtime.Timing;

/// <summary>One thing to do at a time; made by <see cref="DeadlineQueue"/>.</summary>
internal sealed class Deadline(DateTimeOffset due, Action<object> callback, object state)
{
    // Let go of when it is over: the queue forgets the deadline only later, and a state may be a whole connection.
    private object? _state = state;

    public DateTimeOffset Due => due;

    /// <summary>True once it was cancelled or run.</summary>
    public bool IsOver => Volatile.Read(ref _state) is null;

    /// <summary>Takes it back.</summary>
    /// <returns>False when it has run, or runs now.</returns>
    public bool Cancel() => Take() is not null;

    public void Run()
    {
        if (Take() is { } taken)
        {
            callback(taken);
        }
    }

    private object? Take() => Interlocked.Exchange(ref _state, null);
}
