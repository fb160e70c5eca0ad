using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Finds whom an entry is for and hands it to each, as one event that is encoded once per wire. Only the dispatcher uses it.</summary>
internal sealed class Fanout(ConnectionTable connections, RoomTable rooms)
{
    /// <summary>The event ids of the log's epoch.</summary>
    public EventIdFormat Ids { get; set; } = EventIdFormat.None;

    /// <summary>Puts an event into the outboxes of those it is for.</summary>
    /// <returns>How many they are.</returns>
    public int Deliver(in EventEntry entry)
    {
        var target = entry.Event.Target;
        OutboundEvent? outbound = null;
        var count = 0;
        switch (target.Kind)
        {
            case EventTargetKind.Room:
                foreach (var membership in rooms.MembersOf(target.Name!))
                {
                    Deliver(membership.Connection, entry, ref outbound, ref count);
                }

                break;
            case EventTargetKind.User:
                Deliver(connections.OfUser(target.Name!), entry, ref outbound, ref count);
                break;
            case EventTargetKind.Users:
                foreach (var userId in target.UserIds!)
                {
                    Deliver(connections.OfUser(userId), entry, ref outbound, ref count);
                }

                break;
            case EventTargetKind.Everyone:
                Deliver(connections.All, entry, ref outbound, ref count);
                break;
            case EventTargetKind.SignedIn:
                foreach (var connection in connections.All)
                {
                    if (connection.UserId is not null)
                    {
                        Deliver(connection, entry, ref outbound, ref count);
                    }
                }

                break;
        }

        return count;
    }

    private void Deliver(ReadOnlySpan<Connection> audience, in EventEntry entry, ref OutboundEvent? outbound, ref int count)
    {
        foreach (var connection in audience)
        {
            Deliver(connection, entry, ref outbound, ref count);
        }
    }

    private void Deliver(Connection connection, in EventEntry entry, ref OutboundEvent? outbound, ref int count)
    {
        if (entry.Event.ExceptConnectionId != connection.Id)
        {
            connection.Deliver(outbound ??= new OutboundEvent(entry, Ids));
            count++;
        }
    }
}
