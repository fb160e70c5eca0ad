namespace AudioTaiLoc.Realtime;

/// <summary>What became of a message to append.</summary>
public enum ChatAppendOutcome
{
    /// <summary>It was stored.</summary>
    Appended,

    /// <summary>A message with the same retry key, the same text and the same attachments was there; that one is returned and nothing was stored.</summary>
    Repeated,

    /// <summary>A message with the same retry key and another text or other attachments is there; nothing was stored.</summary>
    Conflict,

    /// <summary>The conversation is closed; nothing was stored.</summary>
    Closed,
}
