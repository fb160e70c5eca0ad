namespace AudioTaiLoc.Realtime;

/// <summary>Holds who is online, as leases of connections. Implementations are thread-safe; of all callers exactly one is told that a user came or went.</summary>
public interface IPresenceStore
{
    /// <summary>Adds a connection.</summary>
    /// <returns>True when it is the user's first: the user came online.</returns>
    ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default);

    /// <summary>Removes a connection.</summary>
    /// <returns>True when it was there and was the user's last: the user went offline.</returns>
    ValueTask<bool> DisconnectAsync(string userId, string connectionId, CancellationToken cancellationToken = default);

    /// <summary>Renews all leases of a node.</summary>
    ValueTask RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default);

    /// <summary>Removes the leases that ran out.</summary>
    /// <returns>The users who went offline by it.</returns>
    ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Lists who is online, by user id.</summary>
    ValueTask<IReadOnlyList<PresenceUser>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Counts users and connections on all nodes.</summary>
    ValueTask<ClusterStats> GetStatsAsync(CancellationToken cancellationToken = default);

    /// <summary>Notes which product a connection looks at; null for none. Ends with the connection.</summary>
    /// <returns>How many users look at that product now; 0 for none.</returns>
    ValueTask<int> SetViewingAsync(string connectionId, string? productId, CancellationToken cancellationToken = default);
}
