namespace AudioTaiLoc.Realtime.Presence;

/// <summary>A lease as the in-memory store holds it: what changes while the connection lasts is set in place.</summary>
internal sealed class PresenceConnection(PresenceLease lease)
{
    public string ConnectionId { get; } = lease.ConnectionId;

    public string UserId { get; } = lease.UserId;

    public string NodeId { get; } = lease.NodeId;

    public DateTimeOffset ConnectedAt { get; } = lease.ConnectedAt;

    public DateTimeOffset ExpiresAt { get; set; } = lease.ExpiresAt;

    /// <summary>The product it looks at; null for none.</summary>
    public string? ProductId { get; set; }
}
