using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Sends what a log that was read asynchronously answered, then lets the connection's held events go.</summary>
internal sealed class FinishReplayCommand(Connection connection, EventHistory history, Action<bool> completed) : DispatchCommand
{
    public override void Run(Dispatcher dispatcher)
    {
        dispatcher.SendReplay(connection, history);
        Dispatcher.ReleaseHeld(connection);
        completed(history.IsComplete);
    }

    public override void Fail(Exception exception) => completed(false);
}
