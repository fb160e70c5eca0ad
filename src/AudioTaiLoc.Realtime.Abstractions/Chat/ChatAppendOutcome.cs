namespace AudioTaiLoc.Realtime;

/// <summary>What became of a message to append.</summary>
public enum ChatAppendOutcome
{
    /// <summary>It was stored.</summary>
    Appended,

    /// <summary>A message with the same retry key and the same text was there; that one is returned and nothing was stored.</summary>
    Repeated,

    /// <summary>A message with the same retry key and another text is there; nothing was stored.</summary>
    Conflict,

    /// <summary>The conversation is closed; nothing was stored.</summary>
    Closed,
}
