namespace AudioTaiLoc.Realtime;

/// <summary>Who is told that a user came or went.</summary>
public enum PresenceAudience
{
    /// <summary>Everybody who is signed in.</summary>
    SignedIn,

    /// <summary>Who holds a grant for the room <c>presence:{userId}</c>.</summary>
    Watchers,

    /// <summary>Nobody.</summary>
    Nobody,
}
