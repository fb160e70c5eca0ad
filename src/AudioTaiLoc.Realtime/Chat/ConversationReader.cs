namespace AudioTaiLoc.Realtime.Chat;

/// <summary>How far one user came in a conversation. The unread are counted as messages come and go, not when they are asked for.</summary>
internal sealed class ConversationReader(string userId, int unreadCount)
{
    public string UserId { get; } = userId;

    /// <summary>The sequence up to which the user's devices have the messages.</summary>
    public int DeliveredUpTo { get; set; }

    /// <summary>The sequence up to which the user has read.</summary>
    public int ReadUpTo { get; set; }

    /// <summary>Messages of others after the read mark, deleted ones not counted.</summary>
    public int UnreadCount { get; set; } = unreadCount;
}
