namespace AudioTaiLoc.Realtime;

/// <summary>What an entry of the event log is.</summary>
public enum EventKind : byte
{
    /// <summary>An event for clients.</summary>
    Event = 0,

    /// <summary>A user's access to a room ends: <see cref="RealtimeEvent.Target"/> is the room, <see cref="RealtimeEvent.Name"/> the user id.</summary>
    Revoke = 1,

    /// <summary>A user's connections end: <see cref="RealtimeEvent.Target"/> is the user, <see cref="RealtimeEvent.Name"/> the reason.</summary>
    Kick = 2,
}
