namespace AudioTaiLoc.Realtime;

/// <summary>Holds notifications for later. Implementations are thread-safe; a claimed reminder is given to nobody else until the claim runs out.</summary>
public interface IReminderStore
{
    /// <summary>Stores a reminder; one of the same id is replaced, and its claim is over.</summary>
    ValueTask ScheduleAsync(Reminder reminder, CancellationToken cancellationToken = default);

    /// <summary>Removes a reminder, claimed or not.</summary>
    /// <returns>True when it was there: it will not be sent, unless it is being sent now.</returns>
    ValueTask<bool> CancelAsync(string reminderId, CancellationToken cancellationToken = default);

    /// <summary>Claims reminders that are due, the oldest first.</summary>
    /// <param name="now">Due at or before this.</param>
    /// <param name="claimUntil">When the claim runs out, should the claimer die; after <paramref name="now"/>.</param>
    /// <param name="maxCount">The most to claim.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ReminderClaim>> ClaimDueAsync(
        DateTimeOffset now, DateTimeOffset claimUntil, int maxCount, CancellationToken cancellationToken = default);

    /// <summary>Removes a claimed reminder that was sent; also when the claim has run out, as long as nobody else has claimed it.</summary>
    /// <returns>False when the claim is no longer the present one: the reminder was cancelled, or somebody else has it.</returns>
    ValueTask<bool> CompleteAsync(ReminderClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Gives a claimed reminder back, one attempt more, due again later.</summary>
    /// <returns>False when the claim is no longer the present one; then nothing is changed.</returns>
    ValueTask<bool> RetryAsync(ReminderClaim claim, DateTimeOffset dueAt, CancellationToken cancellationToken = default);

    /// <summary>When the next reminder is due or its claim runs out; null when there is none.</summary>
    ValueTask<DateTimeOffset?> FindNextDueAsync(CancellationToken cancellationToken = default);
}
