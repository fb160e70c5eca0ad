namespace AudioTaiLoc.Realtime;

/// <summary>What kind of audience an event has.</summary>
public enum EventTargetKind : byte
{
    /// <summary>Every connection, guests included.</summary>
    Everyone = 0,

    /// <summary>Every connection of a signed-in user.</summary>
    SignedIn = 1,

    /// <summary>The members of one room.</summary>
    Room = 2,

    /// <summary>Every connection of one user.</summary>
    User = 3,

    /// <summary>Every connection of several users.</summary>
    Users = 4,
}
