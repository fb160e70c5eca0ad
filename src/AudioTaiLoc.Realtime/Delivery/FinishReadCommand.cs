namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Goes on on the dispatcher's turn with what a log that was read asynchronously has answered.</summary>
internal sealed class FinishReadCommand(
    EventHistory history, Action<Dispatcher, EventHistory> finish, Action<Exception> fail) : DispatchCommand
{
    public override void Run(Dispatcher dispatcher) => finish(dispatcher, history);

    public override void Fail(Exception exception) => fail(exception);
}
