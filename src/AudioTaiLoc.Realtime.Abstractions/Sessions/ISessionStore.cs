namespace AudioTaiLoc.Realtime;

/// <summary>Keeps sessions of clients that lost their connection. Implementations are thread-safe and bound how many they keep.</summary>
public interface ISessionStore
{
    /// <summary>
    /// True for a store that another node can ask when this one has died. Sessions are then saved while their clients are still
    /// connected, and renewed. False by default: a store that goes with the node needs neither.
    /// </summary>
    bool OutlivesNode => false;

    /// <summary>
    /// Keeps a session until it expires, or drops it when it has expired. One with the same id is replaced, unless it was resumed more
    /// often (<see cref="ResumableSession.Resumptions"/>): then nothing is changed, since its client has come back elsewhere.
    /// </summary>
    ValueTask SaveAsync(ResumableSession session, CancellationToken cancellationToken = default);

    /// <summary>Takes a session out, so that nobody else resumes it. One that has expired, or is another user's, is not given out, and another user's stays.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="userId">Who asks; null for a guest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ResumableSession?> ClaimAsync(string sessionId, string? userId, CancellationToken cancellationToken = default);

    /// <summary>Lets sessions of connected clients last longer. Called when <see cref="OutlivesNode"/> is true.</summary>
    /// <returns>The ids of those that are not there.</returns>
    ValueTask<IReadOnlyList<string>> RenewAsync(
        IReadOnlyCollection<string> sessionIds, DateTimeOffset expiresAt, CancellationToken cancellationToken = default) => new([]);

    /// <summary>Drops all sessions of a user.</summary>
    ValueTask RemoveUserAsync(string userId, CancellationToken cancellationToken = default);
}
