using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Reminders;

/// <summary>Reminders in a database: claimed by one node, kept over a restart.</summary>
internal sealed class EntityFrameworkReminderStore(RealtimeDatabase database) : IReminderStore
{
    public async ValueTask ScheduleAsync(Reminder reminder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        var json = reminder.NotificationJson.ToArray();
        await database.WriteAsync(
            (context, cancellation) => context.ExecuteAsync(
                $$"""
                INSERT INTO {{context.Table<ReminderRow>()}} (id, user_id, due_at, notification_json, attempts, available_at) VALUES ({0}, {1}, {2}, {3}, {4}, {2})
                ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, due_at = excluded.due_at, notification_json = excluded.notification_json,
                attempts = excluded.attempts, available_at = excluded.available_at
                """,
                cancellation,
                reminder.Id,
                reminder.UserId,
                reminder.DueAt.UtcTicks,
                json,
                reminder.Attempts),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> CancelAsync(string reminderId, CancellationToken cancellationToken = default) =>
        await RemoveAsync(reminderId, cancellationToken).ConfigureAwait(false) > 0;

    public async ValueTask<IReadOnlyList<Reminder>> ClaimDueAsync(
        DateTimeOffset now, DateTimeOffset claimUntil, int maxCount, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<IReadOnlyList<Reminder>>(
            async (context, cancellation) =>
            {
                var due = await context
                    .Lock<ReminderRow>("WHERE available_at <= {0} ORDER BY due_at, id LIMIT {1}", "FOR UPDATE SKIP LOCKED", now.UtcTicks, maxCount)
                    .AsNoTracking()
                    .ToListAsync(cancellation).ConfigureAwait(false);
                if (due.Count > 0)
                {
                    string[] ids = [.. due.Select(row => row.Id)];
                    await context.Set<ReminderRow>()
                        .Where(row => ids.Contains(row.Id))
                        .ExecuteUpdateAsync(row => row.SetProperty(each => each.AvailableAt, claimUntil), cancellation).ConfigureAwait(false);
                }

                return [.. due.Select(row => new Reminder(row.Id, row.UserId, row.DueAt, row.NotificationJson, row.Attempts))];
            },
            cancellationToken).ConfigureAwait(false);

    public async ValueTask CompleteAsync(string reminderId, CancellationToken cancellationToken = default) =>
        // Also when the claim ran out meanwhile: it was sent, and nobody is to send it again.
        await RemoveAsync(reminderId, cancellationToken).ConfigureAwait(false);

    public async ValueTask RetryAsync(string reminderId, DateTimeOffset dueAt, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(
            (context, cancellation) => context.Set<ReminderRow>()
                .Where(row => row.Id == reminderId)
                .ExecuteUpdateAsync(
                    row => row
                        .SetProperty(each => each.DueAt, dueAt)
                        .SetProperty(each => each.AvailableAt, dueAt)
                        .SetProperty(each => each.Attempts, each => each.Attempts + 1),
                    cancellation),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<DateTimeOffset?> FindNextDueAsync(CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => context.Set<ReminderRow>()
                .OrderBy(row => row.AvailableAt)
                .Select(row => (DateTimeOffset?)row.AvailableAt)
                .FirstOrDefaultAsync(cancellation),
            cancellationToken).ConfigureAwait(false);

    private Task<int> RemoveAsync(string reminderId, CancellationToken cancellationToken) => database.WriteAsync(
        (context, cancellation) => context.Set<ReminderRow>().Where(row => row.Id == reminderId).ExecuteDeleteAsync(cancellation),
        cancellationToken);
}
