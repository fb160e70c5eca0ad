using System.Runtime.InteropServices;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>Which of the node's connections are in which room. Only the dispatcher changes it; the count may be read from anywhere.</summary>
internal sealed class RoomTable
{
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public ReadOnlySpan<Membership> MembersOf(string room) =>
        _rooms.TryGetValue(room, out var found) ? CollectionsMarshal.AsSpan(found.Members) : [];

    public static Membership? Find(Connection connection, string room)
    {
        if (connection.Dispatch.Memberships is { } memberships)
        {
            foreach (var membership in memberships)
            {
                if (membership.Room.Name == room)
                {
                    return membership;
                }
            }
        }

        return null;
    }

    public Membership Add(Connection connection, string name, long coveredAfter, long? joinedAt = null)
    {
        if (!_rooms.TryGetValue(name, out var room))
        {
            _rooms[name] = room = new Room(name);
            Volatile.Write(ref _count, _rooms.Count);
        }

        var membership = new Membership(room, connection) { Index = room.Members.Count, CoveredAfter = coveredAfter, JoinedAt = joinedAt ?? coveredAfter };
        room.Members.Add(membership);
        (connection.Dispatch.Memberships ??= new List<Membership>(1)).Add(membership);
        return membership;
    }

    public void Remove(Membership membership)
    {
        membership.Connection.Dispatch.Memberships!.Remove(membership);
        RemoveFromRoom(membership);
    }

    /// <summary>Takes a connection out of all its rooms.</summary>
    public void RemoveAll(Connection connection)
    {
        if (connection.Dispatch.Memberships is { } memberships)
        {
            foreach (var membership in memberships)
            {
                RemoveFromRoom(membership);
            }

            connection.Dispatch.Memberships = null;
        }
    }

    private void RemoveFromRoom(Membership membership)
    {
        membership.End?.Cancel();
        var members = membership.Room.Members;
        members[^1].Index = membership.Index;
        members[membership.Index] = members[^1];
        members.RemoveAt(members.Count - 1);
        if (members.Count == 0)
        {
            _rooms.Remove(membership.Room.Name);
            Volatile.Write(ref _count, _rooms.Count);
        }
    }
}
