using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes a connection out of all tables.</summary>
internal sealed class DetachCommand(Connection connection) : DispatchCommand<bool>
{
    public override void Run(Dispatcher dispatcher)
    {
        dispatcher.Rooms.RemoveAll(connection);
        Complete(dispatcher.Connections.Remove(connection));
    }
}
