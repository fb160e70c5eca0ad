using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>One connection's place in one room. Only the dispatcher changes it.</summary>
internal sealed class Membership(Room room, Connection connection)
{
    public Room Room => room;

    public Connection Connection => connection;

    /// <summary>Its place in the room's list.</summary>
    public int Index { get; set; }

    /// <summary>The position at which it became a member; values up to it came with joining.</summary>
    public long JoinedAt { get; init; }

    /// <summary>From here on the connection has got everything sent to the room.</summary>
    public long CoveredAfter { get; set; }

    /// <summary>When to look whether it may stay; null where the right has no end.</summary>
    public RightEnd? End { get; set; }
}
