using System.Globalization;

namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>The reminders of a single node, gone with the process: waiting by due time, claimed by the claim's end.</summary>
internal sealed class InMemoryReminderStore : IReminderStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ScheduledReminder> _reminders = [];
    private readonly SortedSet<(DateTimeOffset At, string Id)> _waiting = new(ByTimeThenId);
    private readonly SortedSet<(DateTimeOffset At, string Id)> _claimed = new(ByTimeThenId);
    private long _lastToken;

    private static Comparer<(DateTimeOffset At, string Id)> ByTimeThenId { get; } = Comparer<(DateTimeOffset At, string Id)>.Create(
        static (left, right) => left.At.CompareTo(right.At) is var byTime and not 0 ? byTime : string.CompareOrdinal(left.Id, right.Id));

    public ValueTask ScheduleAsync(Reminder reminder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        cancellationToken.ThrowIfCancellationRequested();
        var own = reminder with { NotificationJson = reminder.NotificationJson.ToArray() };
        lock (_lock)
        {
            Set(new ScheduledReminder(own));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> CancelAsync(string reminderId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(Remove(reminderId));
        }
    }

    public ValueTask<IReadOnlyList<ReminderClaim>> ClaimDueAsync(
        DateTimeOffset now, DateTimeOffset claimUntil, int maxCount, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(claimUntil, now);
        cancellationToken.ThrowIfCancellationRequested();
        var claimed = new List<ReminderClaim>();
        lock (_lock)
        {
            // Claims that ran out wait again first, and so take their place by due time among the others.
            while (_claimed.Count > 0 && _claimed.Min.At <= now)
            {
                Set(_reminders[_claimed.Min.Id] with { ClaimedUntil = null });
            }

            while (claimed.Count < maxCount && _waiting.Count > 0 && _waiting.Min.At <= now)
            {
                var reminder = _reminders[_waiting.Min.Id].Reminder;
                var token = (++_lastToken).ToString(CultureInfo.InvariantCulture);
                Set(new ScheduledReminder(reminder, claimUntil, token));
                claimed.Add(new ReminderClaim(reminder, token));
            }
        }

        return new(claimed);
    }

    public ValueTask<bool> CompleteAsync(ReminderClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(IsPresent(claim) && Remove(claim.Reminder.Id));
        }
    }

    public ValueTask<bool> RetryAsync(ReminderClaim claim, DateTimeOffset dueAt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!IsPresent(claim))
            {
                return new(false);
            }

            var reminder = _reminders[claim.Reminder.Id].Reminder;
            Set(new ScheduledReminder(reminder with { DueAt = dueAt, Attempts = reminder.Attempts + 1 }));
            return new(true);
        }
    }

    public ValueTask<DateTimeOffset?> FindNextDueAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            DateTimeOffset? waiting = _waiting.Count > 0 ? _waiting.Min.At : null;
            DateTimeOffset? claimed = _claimed.Count > 0 ? _claimed.Min.At : null;
            return new(waiting is null || claimed < waiting ? claimed : waiting);
        }
    }

    private bool IsPresent(ReminderClaim claim) =>
        _reminders.TryGetValue(claim.Reminder.Id, out var scheduled) && scheduled.Token == claim.Token;

    private void Set(ScheduledReminder scheduled)
    {
        Remove(scheduled.Reminder.Id);
        _reminders.Add(scheduled.Reminder.Id, scheduled);
        QueueOf(scheduled).Add((scheduled.At, scheduled.Reminder.Id));
    }

    private bool Remove(string reminderId) =>
        _reminders.Remove(reminderId, out var scheduled) && QueueOf(scheduled).Remove((scheduled.At, reminderId));

    private SortedSet<(DateTimeOffset At, string Id)> QueueOf(ScheduledReminder scheduled) =>
        scheduled.ClaimedUntil is null ? _waiting : _claimed;
}
