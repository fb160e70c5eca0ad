namespace AudioTaiLoc.Realtime;

/// <summary>The answer to setting a mark.</summary>
/// <param name="Moved">True when the mark moved; marks never move back.</param>
/// <param name="UnreadCount">The user's unread messages in the conversation afterwards.</param>
public sealed record ChatMarkResult(bool Moved, int UnreadCount);
