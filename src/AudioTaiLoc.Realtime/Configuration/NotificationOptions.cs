namespace AudioTaiLoc.Realtime;

/// <summary>The embedded inbox of notifications.</summary>
public sealed class NotificationOptions
{
    /// <summary>The most notifications kept for a user; 100 by default.</summary>
    public int InboxSize { get; set; } = 100;

    /// <summary>How long a notification is kept; 30 days by default.</summary>
    public TimeSpan InboxAge { get; set; } = TimeSpan.FromDays(30);
}
