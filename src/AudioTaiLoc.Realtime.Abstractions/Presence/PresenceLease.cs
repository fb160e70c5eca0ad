namespace AudioTaiLoc.Realtime;

/// <summary>One connection of a signed-in user, kept until it is removed or the lease runs out.</summary>
/// <param name="ConnectionId">The connection; of a client that came back under the id it had, it is another than that id.</param>
/// <param name="UserId">The user.</param>
/// <param name="NodeId">The node that holds the connection.</param>
/// <param name="ConnectedAt">When it connected.</param>
/// <param name="ExpiresAt">When the lease runs out unless its node renews it.</param>
public sealed record PresenceLease(string ConnectionId, string UserId, string NodeId, DateTimeOffset ConnectedAt, DateTimeOffset ExpiresAt);
