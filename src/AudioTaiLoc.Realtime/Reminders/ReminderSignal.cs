namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>Wakes the reminder service: something may be due sooner than it expects.</summary>
internal sealed class ReminderSignal
{
    private volatile TaskCompletionSource _next = Create();

    /// <summary>Completes at the next <see cref="Set"/>.</summary>
    public Task Next => _next.Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
