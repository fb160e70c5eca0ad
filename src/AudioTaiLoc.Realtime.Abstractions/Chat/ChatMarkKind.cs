namespace AudioTaiLoc.Realtime;

/// <summary>How far a user came in a conversation.</summary>
public enum ChatMarkKind
{
    /// <summary>The user's device has the messages.</summary>
    Delivered,

    /// <summary>The user has read the messages; implies delivered.</summary>
    Read,
}
