using System.Globalization;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Notifications;

/// <summary>Writes notifications, many with one statement, within a transaction.</summary>
internal static class NotificationWriting
{
    /// <summary>The notifications, each user and id once, in one order everywhere, so that two calls never wait for each other in a ring.</summary>
    public static IEnumerable<InboxNotification> InLockOrder(IReadOnlyList<InboxNotification> notifications) => notifications
        .DistinctBy(notification => (notification.UserId, notification.Id))
        .OrderBy(notification => notification.UserId, StringComparer.Ordinal)
        .ThenBy(notification => notification.Id, StringComparer.Ordinal);

    /// <summary>Adds notifications, except those whose id the user has already with its time not over.</summary>
    public static Task<int> AddAsync(StoreContext context, InboxNotification[] notifications, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<object> values = [now.UtcTicks];

        // One that is for many users goes to the database once.
        var payloads = new Dictionary<ReadOnlyMemory<byte>, string>();
        var rows = new List<string>(notifications.Length);
        foreach (var each in notifications)
        {
            if (!payloads.TryGetValue(each.NotificationJson, out var payload))
            {
                payload = Place(values, each.NotificationJson.ToArray());
                payloads.Add(each.NotificationJson, payload);
            }

            string[] row =
            [
                Place(values, each.UserId),
                Place(values, each.Id),
                payload,
                Place(values, each.CreatedAt.UtcTicks),
                Place(values, each.ExpiresAt.UtcTicks),
                Place(values, each.IsRead),
            ];
            rows.Add($"({string.Join(", ", row)})");
        }

        return context.ExecuteAsync(
            $$"""
            INSERT INTO {{context.Table<NotificationRow>()}} AS present (user_id, id, notification_json, created_at, expires_at, is_read)
            VALUES {{string.Join(", ", rows)}}
            ON CONFLICT (user_id, id) DO UPDATE SET notification_json = excluded.notification_json,
            created_at = excluded.created_at, expires_at = excluded.expires_at, is_read = excluded.is_read
            WHERE present.expires_at <= {0}
            """,
            cancellationToken,
            [.. values]);
    }

    /// <summary>Removes what the users have over the bound, and what is over. What another transaction holds is left to the next addition.</summary>
    public static Task<int> RemoveSurplusAsync(
        StoreContext context, InboxNotification[] notifications, int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<object> values = [now.UtcTicks, most];
        var users = notifications.Select(each => each.UserId).Distinct(StringComparer.Ordinal).Select(userId => Place(values, userId));
        var ofUsers = $"user_id IN ({string.Join(", ", users)})";
        var table = context.Table<NotificationRow>();
        return context.ExecuteAsync(
            $$"""
            DELETE FROM {{table}} WHERE {{ofUsers}} AND (user_id, id) IN (
            SELECT user_id, id FROM {{table}} WHERE {{ofUsers}} AND (user_id, id) IN (
            SELECT user_id, id FROM (
            SELECT user_id, id, expires_at, ROW_NUMBER() OVER (
            PARTITION BY user_id ORDER BY CASE WHEN expires_at > {0} THEN 0 ELSE 1 END, created_at DESC, id DESC) AS place
            FROM {{table}} WHERE {{ofUsers}}) AS ranked
            WHERE place > {1} OR expires_at <= {0}){{context.SkipLocked}})
            """,
            cancellationToken,
            [.. values]);
    }

    // {0}, {1}, …
    private static string Place(List<object> values, object value)
    {
        values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"{{{values.Count - 1}}}");
    }
}
