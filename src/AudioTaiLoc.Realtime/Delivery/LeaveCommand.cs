using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes a connection out of a room.</summary>
internal sealed class LeaveCommand(Connection connection, string room) : DispatchCommand<bool>
{
    public override void Run(Dispatcher dispatcher)
    {
        var membership = RoomTable.Find(connection, room);
        if (membership is not null)
        {
            dispatcher.Rooms.Remove(membership);
        }

        Complete(membership is not null);
    }
}
