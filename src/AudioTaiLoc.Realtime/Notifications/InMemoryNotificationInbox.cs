namespace AudioTaiLoc.Realtime.Notifications;

/// <summary>The inboxes of a single node, gone with the process.</summary>
internal sealed class InMemoryNotificationInbox : INotificationInbox
{
    private readonly Lock _lock = new();
    private readonly int _maxPerUser;
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, UserInbox> _inboxes = [];

    // One item per inbox, at or before its next expiry: users who never come back are found without looking at all inboxes.
    private readonly PriorityQueue<string, DateTimeOffset> _expiries = new();

    /// <param name="maxPerUser">The most notifications that one user can have.</param>
    /// <param name="timeProvider">Says what has expired.</param>
    public InMemoryNotificationInbox(int maxPerUser, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPerUser);
        _maxPerUser = maxPerUser;
        _timeProvider = timeProvider;
    }

    /// <summary>How many users have an inbox.</summary>
    internal int InboxCount
    {
        get
        {
            lock (_lock)
            {
                return _inboxes.Count;
            }
        }
    }

    public ValueTask AddAsync(InboxNotification notification, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notification);
        cancellationToken.ThrowIfCancellationRequested();
        var own = notification with { NotificationJson = notification.NotificationJson.ToArray() };
        lock (_lock)
        {
            var inbox = FindCurrent(own.UserId);
            if (inbox is null)
            {
                inbox = new UserInbox(_maxPerUser);
                _inboxes.Add(own.UserId, inbox);
                _expiries.Enqueue(own.UserId, own.ExpiresAt);
            }

            inbox.Add(own);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<InboxNotification>> ListAsync(
        string userId, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(FindCurrent(userId)?.List(limit) ?? []);
        }
    }

    public ValueTask MarkReadAsync(string userId, IReadOnlyList<string> notificationIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notificationIds);
        cancellationToken.ThrowIfCancellationRequested();
        var ids = new HashSet<string>(notificationIds);
        lock (_lock)
        {
            FindCurrent(userId)?.MarkRead(ids);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> CountUnreadAsync(string userId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(FindCurrent(userId)?.UnreadCount ?? 0);
        }
    }

    private UserInbox? FindCurrent(string userId)
    {
        DropExpired();
        var inbox = _inboxes.GetValueOrDefault(userId);

        // The queue may hold a later time than that of a notification which came afterwards and expires sooner.
        inbox?.DropExpired(_timeProvider.GetUtcNow());
        return inbox;
    }

    private void DropExpired()
    {
        var now = _timeProvider.GetUtcNow();
        while (_expiries.TryPeek(out var userId, out var expiry) && expiry <= now)
        {
            var inbox = _inboxes[userId];
            inbox.DropExpired(now);
            if (inbox.IsEmpty)
            {
                _expiries.Dequeue();
                _inboxes.Remove(userId);
            }
            else
            {
                _expiries.DequeueEnqueue(userId, inbox.FirstExpiry);
            }
        }
    }
}
