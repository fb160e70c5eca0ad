namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>A reminder as the in-memory store holds it: waiting, or claimed until a time. The token of a claim stays after its time, until the next claim.</summary>
internal readonly record struct ScheduledReminder(Reminder Reminder, DateTimeOffset? ClaimedUntil = null, string? Token = null)
{
    /// <summary>When it can be claimed.</summary>
    public DateTimeOffset At => ClaimedUntil ?? Reminder.DueAt;
}
