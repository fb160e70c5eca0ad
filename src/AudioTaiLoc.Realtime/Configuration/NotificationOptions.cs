namespace AudioTaiLoc.Realtime;

/// <summary>Users' inboxes of notifications.</summary>
public sealed class NotificationOptions
{
    /// <summary>The most notifications that the embedded inbox keeps for a user, 1 to 10,000; 100 by default. An inbox in a store has a setting of its own instead.</summary>
    public int InboxSize { get; set; } = 100;

    /// <summary>How long a notification is kept; 30 days by default.</summary>
    public TimeSpan InboxAge { get; set; } = TimeSpan.FromDays(30);
}
