namespace AudioTaiLoc.Realtime;

/// <summary>Chat.</summary>
public sealed class ChatOptions
{
    /// <summary>The longest message, in UTF-16 characters; 4,000 by default.</summary>
    public int MaximumMessageLength { get; set; } = 4_000;

    /// <summary>The most participants of a conversation; 100 by default.</summary>
    public int MaximumParticipants { get; set; } = 100;

    /// <summary>An authorization policy that allows to act in, close and reopen every conversation, for staff; null: participants only.</summary>
    public string? StaffPolicy { get; set; }
}
