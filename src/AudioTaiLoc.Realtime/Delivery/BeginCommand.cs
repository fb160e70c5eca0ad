namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The log goes on at another place than where it stopped.</summary>
internal sealed class BeginCommand(string epoch, long position) : DispatchCommand
{
    public override void Run(Dispatcher dispatcher) => dispatcher.Begin(epoch, position);

    public override void Fail(Exception exception)
    {
        // Nobody waits for it; the dispatcher has noted the fault, or has stopped.
    }
}
