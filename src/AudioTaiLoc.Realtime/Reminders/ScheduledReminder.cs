namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>A reminder as the in-memory store holds it: waiting, or claimed until a time.</summary>
internal readonly record struct ScheduledReminder(Reminder Reminder, DateTimeOffset? ClaimedUntil = null)
{
    /// <summary>When it can be claimed.</summary>
    public DateTimeOffset At => ClaimedUntil ?? Reminder.DueAt;
}
