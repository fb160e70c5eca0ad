using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Notifications;

/// <summary>Writes notifications, within a transaction.</summary>
internal static class NotificationWriting
{
    /// <summary>Adds a notification, unless the user has one with its id whose time is not over.</summary>
    public static Task<int> AddAsync(StoreContext context, InboxNotification notification, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(
            $$"""
            INSERT INTO {{context.Table<NotificationRow>()}} AS present (user_id, id, notification_json, created_at, expires_at, is_read)
            VALUES ({0}, {1}, {2}, {3}, {4}, {5})
            ON CONFLICT (user_id, id) DO UPDATE SET notification_json = excluded.notification_json,
            created_at = excluded.created_at, expires_at = excluded.expires_at, is_read = excluded.is_read
            WHERE present.expires_at <= {6}
            """,
            cancellationToken,
            notification.UserId,
            notification.Id,
            notification.NotificationJson.ToArray(),
            notification.CreatedAt.UtcTicks,
            notification.ExpiresAt.UtcTicks,
            notification.IsRead,
            now.UtcTicks);
}
