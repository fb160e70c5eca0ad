namespace AudioTaiLoc.Realtime.Notifications;

/// <summary>One user's notifications, oldest first, as many as the bound allows. Not thread-safe.</summary>
internal sealed class UserInbox(int maxCount)
{
    private readonly List<InboxNotification> _notifications = [];

    /// <summary>True when nothing is kept.</summary>
    public bool IsEmpty => _notifications.Count == 0;

    /// <summary>When the next notification is to be dropped.</summary>
    public DateTimeOffset FirstExpiry => _notifications.Min(notification => notification.ExpiresAt);

    /// <summary>How many are unread.</summary>
    public int UnreadCount => _notifications.Count(notification => !notification.IsRead);

    /// <summary>Keeps a notification after those that are not newer, unless there is one with its id.</summary>
    public void Add(InboxNotification notification)
    {
        if (_notifications.Exists(kept => kept.Id == notification.Id))
        {
            return;
        }

        var place = _notifications.Count;
        while (place > 0 && _notifications[place - 1].CreatedAt > notification.CreatedAt)
        {
            place--;
        }

        _notifications.Insert(place, notification);
        if (_notifications.Count > maxCount)
        {
            _notifications.RemoveAt(0);
        }
    }

    /// <summary>The newest notifications, the newest first.</summary>
    public InboxNotification[] List(int limit) => [.. Enumerable.Reverse(_notifications).Take(limit)];

    /// <summary>Marks notifications as read.</summary>
    public void MarkRead(IReadOnlySet<string> ids)
    {
        for (var i = 0; i < _notifications.Count; i++)
        {
            if (ids.Contains(_notifications[i].Id))
            {
                _notifications[i] = _notifications[i] with { IsRead = true };
            }
        }
    }

    /// <summary>Drops what has expired.</summary>
    public void DropExpired(DateTimeOffset now) => _notifications.RemoveAll(notification => notification.ExpiresAt <= now);
}
