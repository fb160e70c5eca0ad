using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes a connection out of all tables and says where it was.</summary>
internal sealed class DetachCommand(Connection connection) : DispatchCommand<DetachedState>
{
    public override void Run(Dispatcher dispatcher)
    {
        var state = DetachedState.Of(connection, dispatcher);
        dispatcher.Rooms.RemoveAll(connection);
        dispatcher.Connections.Remove(connection);
        Complete(state);
    }
}
