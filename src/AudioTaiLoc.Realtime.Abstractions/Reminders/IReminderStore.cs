namespace AudioTaiLoc.Realtime;

/// <summary>Holds notifications for later. Implementations are thread-safe; a claimed reminder is given to nobody else until the claim runs out.</summary>
public interface IReminderStore
{
    /// <summary>Stores a reminder.</summary>
    ValueTask ScheduleAsync(Reminder reminder, CancellationToken cancellationToken = default);

    /// <summary>Removes a reminder.</summary>
    /// <returns>True when it was there: it will not be sent, unless it is being sent now.</returns>
    ValueTask<bool> CancelAsync(string reminderId, CancellationToken cancellationToken = default);

    /// <summary>Claims reminders that are due, the oldest first.</summary>
    /// <param name="now">Due at or before this.</param>
    /// <param name="claimUntil">When the claim runs out, should the claimer die.</param>
    /// <param name="maxCount">The most to claim.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<Reminder>> ClaimDueAsync(
        DateTimeOffset now, DateTimeOffset claimUntil, int maxCount, CancellationToken cancellationToken = default);

    /// <summary>Removes a claimed reminder that was sent.</summary>
    ValueTask CompleteAsync(string reminderId, CancellationToken cancellationToken = default);

    /// <summary>Gives a claimed reminder back, one attempt more, due again later.</summary>
    ValueTask RetryAsync(string reminderId, DateTimeOffset dueAt, CancellationToken cancellationToken = default);

    /// <summary>When the next reminder is due or its claim runs out; null when there is none.</summary>
    ValueTask<DateTimeOffset?> FindNextDueAsync(CancellationToken cancellationToken = default);
}
