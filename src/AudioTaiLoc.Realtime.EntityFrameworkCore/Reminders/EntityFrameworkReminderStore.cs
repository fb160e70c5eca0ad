using System.Globalization;
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
        await database.WriteAsync(
            (context, cancellation) => context.Set<ReminderRow>().Where(row => row.Id == reminderId).ExecuteDeleteAsync(cancellation),
            cancellationToken).ConfigureAwait(false) > 0;

    public async ValueTask<IReadOnlyList<ReminderClaim>> ClaimDueAsync(
        DateTimeOffset now, DateTimeOffset claimUntil, int maxCount, CancellationToken cancellationToken = default)
    {
        // A later claim of the same reminder, by whatever clock, ends later: it begins when the earlier one is over.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(claimUntil, now);
        return await database.WriteAsync<IReadOnlyList<ReminderClaim>>(
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

                var token = claimUntil.UtcTicks.ToString(CultureInfo.InvariantCulture);
                return [.. due.Select(row => new ReminderClaim(
                    new Reminder(row.Id, row.UserId, row.DueAt, row.NotificationJson, row.Attempts), token))];
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> CompleteAsync(ReminderClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await database.WriteAsync(
            (context, cancellation) => Claimed(context, claim).ExecuteDeleteAsync(cancellation), cancellationToken).ConfigureAwait(false) > 0;
    }

    public async ValueTask<bool> RetryAsync(ReminderClaim claim, DateTimeOffset dueAt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await database.WriteAsync(
            (context, cancellation) => Claimed(context, claim).ExecuteUpdateAsync(
                row => row
                    .SetProperty(each => each.DueAt, dueAt)
                    .SetProperty(each => each.AvailableAt, dueAt)
                    .SetProperty(each => each.Attempts, each => each.Attempts + 1),
                cancellation),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    public async ValueTask<DateTimeOffset?> FindNextDueAsync(CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => context.Set<ReminderRow>()
                .OrderBy(row => row.AvailableAt)
                .Select(row => (DateTimeOffset?)row.AvailableAt)
                .FirstOrDefaultAsync(cancellation),
            cancellationToken).ConfigureAwait(false);

    // The end of a claim tells it from the others: nobody else has the reminder as long as its row says this end.
    private static IQueryable<ReminderRow> Claimed(StoreContext context, ReminderClaim claim)
    {
        var (id, until) = (claim.Reminder.Id, new DateTimeOffset(long.Parse(claim.Token, CultureInfo.InvariantCulture), TimeSpan.Zero));
        return context.Set<ReminderRow>().Where(row => row.Id == id && row.AvailableAt == until);
    }
}
