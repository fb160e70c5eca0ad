namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Sends the values whose time has come, on the dispatcher's turn.</summary>
internal sealed class FlushValuesCommand : DispatchCommand
{
    public override void Run(Dispatcher dispatcher) => dispatcher.Conflation.RunDue();

    public override void Fail(Exception exception)
    {
        // Nobody waits for it; the dispatcher has logged the fault, or has stopped.
    }
}
