namespace AudioTaiLoc.Realtime.Chat;

/// <summary>One message in its conversation's array: texts are bytes in shared chunks, so that a kept message is no object of its own, which the collector would copy.</summary>
internal struct StoredMessage
{
    /// <summary>The author, as a place in the conversation's table.</summary>
    public int Author;

    /// <summary>The sequence of the message before this one whose retry key has the same hash; 0 for none.</summary>
    public int PreviousWithHash;

    /// <summary>The text as UTF-8; empty once deleted.</summary>
    public Memory<byte> Text;

    /// <summary>The retry key as UTF-8; empty for none, since a key is never empty.</summary>
    public Memory<byte> ClientMessageId;

    /// <summary>When it was stored, in ticks of UTC.</summary>
    public long SentAt;

    /// <summary>When the text was last changed, in ticks of UTC; 0 for never.</summary>
    public long EditedAt;

    /// <summary>When it was deleted, in ticks of UTC; 0 for never.</summary>
    public long DeletedAt;
}
