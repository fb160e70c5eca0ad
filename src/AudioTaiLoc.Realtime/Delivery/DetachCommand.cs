using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes a connection out of all tables and says where it was.</summary>
internal sealed class DetachCommand(Connection connection) : DispatchCommand<DetachedState>
{
    public override void Run(Dispatcher dispatcher)
    {
        var state = connection.Dispatch;
        (string, long)[] rooms = [.. (state.Memberships ?? []).Select(membership => (membership.Room.Name, membership.CoveredAfter))];
        dispatcher.Rooms.RemoveAll(connection);
        dispatcher.Connections.Remove(connection);
        Complete(new DetachedState(dispatcher.Position, state.CoveredAfter, rooms, dispatcher.Ids));
    }
}
