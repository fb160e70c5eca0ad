using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Notifications;

/// <summary>
/// Users' notifications in a database. What is over the bound is removed when one is added and never shown: two nodes that add
/// at once need no lock, a row too many goes with the next addition.
/// </summary>
internal sealed class EntityFrameworkNotificationInbox(RealtimeDatabase database, EntityFrameworkStoreOptions options, TimeProvider time) : INotificationInbox
{
    // Five parameters each, of SQLite's 32,766 in a statement.
    private const int MostAtOnce = 500;

    // The inboxes of those who get one are looked through for what is over the bound: so much takes a fraction of the time limit.
    private const int MostLookedThrough = 50_000;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private long _nextSweep;

    public ValueTask AddAsync(InboxNotification notification, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return AddManyAsync([notification], cancellationToken);
    }

    public async ValueTask AddManyAsync(IReadOnlyList<InboxNotification> notifications, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notifications);
        var count = Math.Clamp(MostLookedThrough / options.InboxSize, 1, MostAtOnce);
        foreach (var some in NotificationWriting.InLockOrder(notifications).Chunk(count))
        {
            var now = time.GetUtcNow();
            var sweeps = TakesSweep(now);
            await database.WriteAsync(
                async (context, cancellation) =>
                {
                    await NotificationWriting.AddAsync(context, some, now, cancellation).ConfigureAwait(false);
                    await NotificationWriting.RemoveSurplusAsync(context, some, options.InboxSize, now, cancellation).ConfigureAwait(false);
                    if (sweeps)
                    {
                        // Users who never come back leave nothing behind.
                        await context.Set<NotificationRow>().Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
                    }

                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<InboxNotification>> ListAsync(string userId, int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync<IReadOnlyList<InboxNotification>>(
            async (context, cancellation) =>
                [.. (await Kept(context, userId, time.GetUtcNow(), Math.Min(limit, options.InboxSize)).AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
                    .Select(row => new InboxNotification(row.Id, row.UserId, row.NotificationJson, row.CreatedAt, row.ExpiresAt, row.IsRead))],
            cancellationToken).ConfigureAwait(false);

    public async ValueTask MarkReadAsync(string userId, IReadOnlyList<string> notificationIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notificationIds);
        string[] ids = [.. notificationIds.Distinct(StringComparer.Ordinal)];
        await database.WriteAsync(
            (context, cancellation) => context.Set<NotificationRow>()
                .Where(row => row.UserId == userId && ids.Contains(row.Id) && !row.IsRead)
                .ExecuteUpdateAsync(row => row.SetProperty(each => each.IsRead, true), cancellation),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> CountUnreadAsync(string userId, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => Kept(context, userId, time.GetUtcNow(), options.InboxSize).CountAsync(row => !row.IsRead, cancellation),
            cancellationToken).ConfigureAwait(false);

    private static IQueryable<NotificationRow> Kept(StoreContext context, string userId, DateTimeOffset now, int count) => context.Set<NotificationRow>()
        .Where(row => row.UserId == userId && row.ExpiresAt > now)
        .OrderByDescending(row => row.CreatedAt)
        .ThenByDescending(row => row.Id)
        .Take(count);

    private bool TakesSweep(DateTimeOffset now)
    {
        var next = Interlocked.Read(ref _nextSweep);
        return now.UtcTicks >= next && Interlocked.CompareExchange(ref _nextSweep, (now + SweepInterval).UtcTicks, next) == next;
    }
}
