namespace AudioTaiLoc.Realtime;

/// <summary>Keeps users' notifications, for those who were away. Implementations are thread-safe, drop what has expired, and bound what one user can have.</summary>
public interface INotificationInbox
{
    /// <summary>Keeps a notification; the oldest of the user's give way over the bound. One whose id the user has already changes nothing: what is sent again is kept once.</summary>
    ValueTask AddAsync(InboxNotification notification, CancellationToken cancellationToken = default);

    /// <summary>Lists a user's notifications, the newest first.</summary>
    ValueTask<IReadOnlyList<InboxNotification>> ListAsync(string userId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Marks notifications of a user as read; ids that are not the user's are passed over.</summary>
    ValueTask MarkReadAsync(string userId, IReadOnlyList<string> notificationIds, CancellationToken cancellationToken = default);

    /// <summary>Counts a user's unread notifications.</summary>
    ValueTask<int> CountUnreadAsync(string userId, CancellationToken cancellationToken = default);
}
