namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A read of a <see cref="SlowEventLog"/> that waits for its answer.</summary>
internal sealed class SlowRead(IEventLog log, EventQuery query, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<EventHistory> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells when nobody waits any more; the log does not heed it.</summary>
    public CancellationToken Cancellation => cancellation;

    public Task<EventHistory> Answer => _answer.Task;

    public async Task FinishAsync() => _answer.SetResult(await log.ReadAsync(query, TestContext.Current.CancellationToken));

    /// <summary>The log is there, and has not got it.</summary>
    public void Break() => _answer.SetException(new InvalidOperationException("The log is damaged."));

    /// <summary>The log is not there right now.</summary>
    public void Fail() => _answer.SetException(new RealtimeException(RealtimeErrorCodes.Unavailable, "The log cannot be reached."));
}
