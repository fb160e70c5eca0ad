namespace AudioTaiLoc.Realtime.Timing;

/// <summary>Wakes a background service that waits for work.</summary>
internal class WakeSignal
{
    private volatile TaskCompletionSource _next = Create();

    /// <summary>Completes at the next <see cref="Set"/>.</summary>
    public Task Next => _next.Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
