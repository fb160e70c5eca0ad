namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>A change to the dispatcher's tables; it takes effect between two entries of the log.</summary>
internal abstract class DispatchCommand
{
    public abstract void Run(Dispatcher dispatcher);

    /// <summary>Tells the waiter that the command failed, or will never run.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A command that answers.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
internal abstract class DispatchCommand<TResult> : DispatchCommand
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Completion => _completion.Task;

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected void Complete(TResult result) => _completion.TrySetResult(result);
}
