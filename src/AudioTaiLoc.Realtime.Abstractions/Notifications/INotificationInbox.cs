namespace AudioTaiLoc.Realtime;

/// <summary>Keeps users' notifications, for those who were away. Implementations are thread-safe, drop what has expired, and bound what one user can have.</summary>
public interface INotificationInbox
{
    /// <summary>Keeps a notification; the oldest of the user's give way over the bound. One whose id the user has already changes nothing: what is sent again is kept once.</summary>
    ValueTask AddAsync(InboxNotification notification, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps notifications, mostly one for many users, each as <see cref="AddAsync"/> does; of two with the same user and id the
    /// first counts. When it fails, some may be kept. By default one after the other.
    /// </summary>
    async ValueTask AddManyAsync(IReadOnlyList<InboxNotification> notifications, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        foreach (var notification in notifications)
        {
            await AddAsync(notification, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists a user's notifications, the newest first.</summary>
    ValueTask<IReadOnlyList<InboxNotification>> ListAsync(string userId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Marks notifications of a user as read; ids that are not the user's are passed over.</summary>
    ValueTask MarkReadAsync(string userId, IReadOnlyList<string> notificationIds, CancellationToken cancellationToken = default);

    /// <summary>Counts a user's unread notifications.</summary>
    ValueTask<int> CountUnreadAsync(string userId, CancellationToken cancellationToken = default);
}
