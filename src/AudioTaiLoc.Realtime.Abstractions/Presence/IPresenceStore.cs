namespace AudioTaiLoc.Realtime;

/// <summary>
/// Holds who is online, as leases of connections. A user comes online with the first connection. Who has lost the last one is still
/// online until <see cref="LeaveAsync"/>, by whichever node, which takes only who has not come back. Implementations are thread-safe
/// and each call is one step, so that coming and going take turns, and of all callers exactly one is told of each. A store that is
/// kept where the event log is implements <see cref="IPresenceEvents"/> too.
/// </summary>
public interface IPresenceStore
{
    /// <summary>Adds a connection, or replaces the lease of one that is there.</summary>
    /// <returns>True when the user came online; false when the user has other connections, or had not left.</returns>
    /// <exception cref="ArgumentException">The connection is another user's.</exception>
    ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default);

    /// <summary>Removes a connection. Its user stays online, without a connection perhaps.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="connectionId">The connection; one that is not there, or is another user's, changes nothing.</param>
    /// <param name="onlineUntil">The user does not leave before this time, nor before a later one that was given already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when it was there and was the user's last.</returns>
    ValueTask<bool> DisconnectAsync(
        string userId, string connectionId, DateTimeOffset onlineUntil, CancellationToken cancellationToken = default);

    /// <summary>Renews all leases of a node.</summary>
    /// <returns>How many connections of the node the store has. The node adds its connections again when these are fewer than it holds: some were reaped or lost.</returns>
    ValueTask<int> RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default);

    /// <summary>Removes the leases that ran out, as <see cref="DisconnectAsync"/> does until <paramref name="now"/>.</summary>
    /// <returns>All users who may leave, in any order: they have no connection, and their time is over. Each is taken by <see cref="LeaveAsync"/>.</returns>
    ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Takes a user offline who has no connection and whose time is over.</summary>
    /// <returns>True when the user went offline by this call.</returns>
    ValueTask<bool> LeaveAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Lists who is online, by user id; without a connection who has not left yet.</summary>
    ValueTask<IReadOnlyList<PresenceUser>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Counts who is online, and connections, on all nodes.</summary>
    ValueTask<ClusterStats> GetStatsAsync(CancellationToken cancellationToken = default);

    /// <summary>Notes which product a connection looks at; null for none. Ends with the connection.</summary>
    /// <returns>How many users look at that product now; 0 for none.</returns>
    ValueTask<int> SetViewingAsync(string connectionId, string? productId, CancellationToken cancellationToken = default);
}
