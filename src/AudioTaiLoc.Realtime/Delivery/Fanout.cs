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

    /// <summary>Puts an event whose turn in the log is over into the outboxes of those who were there at that turn and still are.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="offset">The position up to which whoever gets it has got everything; null when it says nothing of that.</param>
    /// <returns>How many they are.</returns>
    public int DeliverLate(in EventEntry entry, long? offset)
    {
        var target = entry.Event.Target;
        var outbound = new OutboundEvent(entry, Ids) { Offset = entry.Event.IsVolatile ? null : offset };
        var count = 0;
        if (target.Kind == EventTargetKind.Room)
        {
            foreach (var membership in rooms.MembersOf(target.Name!))
            {
                if (membership.JoinedAt < entry.Position && membership.Connection.Id != entry.Event.ExceptConnectionId)
                {
                    membership.Connection.Deliver(outbound);
                    count++;
                }
            }

            return count;
        }

        foreach (var connection in target.Kind == EventTargetKind.User ? connections.OfUser(target.Name!) : connections.All)
        {
            if (connection.Dispatch.AttachedAt < entry.Position
                && connection.Id != entry.Event.ExceptConnectionId
                && (connection.UserId is not null || target.Kind != EventTargetKind.SignedIn))
            {
                connection.Deliver(outbound);
                count++;
            }
        }

        return count;
    }

    /// <summary>About how many connections a target has, for counting what they were spared.</summary>
    public int CountAudience(in EventTarget target) => target.Kind switch
    {
        EventTargetKind.Room => rooms.MembersOf(target.Name!).Length,
        EventTargetKind.User => connections.OfUser(target.Name!).Length,
        _ => connections.Count,
    };

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
