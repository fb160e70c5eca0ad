namespace AudioTaiLoc.Realtime.Tests.Presence;

/// <summary>A presence store that appends events itself, as one does that shares a server with the log.</summary>
internal sealed class PresenceStoreWithLog(IPresenceStore inner, IEventLog log) : IPresenceStore, IPresenceEvents
{
    /// <summary>What it was given and has appended.</summary>
    public List<RealtimeEvent> Given { get; } = [];

    public bool AppendsTo(IEventLog other) => other == log;

    public async ValueTask<bool> ConnectAsync(PresenceLease lease, RealtimeEvent online, CancellationToken cancellationToken = default) =>
        await inner.ConnectAsync(lease, cancellationToken) && await AppendAsync(online, cancellationToken);

    public async ValueTask<bool> LeaveAsync(string userId, DateTimeOffset now, RealtimeEvent offline, CancellationToken cancellationToken = default) =>
        await inner.LeaveAsync(userId, now, cancellationToken) && await AppendAsync(offline, cancellationToken);

    public ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default) =>
        inner.ConnectAsync(lease, cancellationToken);

    public ValueTask<bool> DisconnectAsync(string userId, string connectionId, DateTimeOffset onlineUntil, CancellationToken cancellationToken = default) =>
        inner.DisconnectAsync(userId, connectionId, onlineUntil, cancellationToken);

    public ValueTask<int> RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default) =>
        inner.RenewAsync(nodeId, expiresAt, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        inner.ReapAsync(now, cancellationToken);

    public ValueTask<bool> LeaveAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        inner.LeaveAsync(userId, now, cancellationToken);

    public ValueTask<IReadOnlyList<PresenceUser>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    public ValueTask<ClusterStats> GetStatsAsync(CancellationToken cancellationToken = default) => inner.GetStatsAsync(cancellationToken);

    public ValueTask<int> SetViewingAsync(string connectionId, string? productId, CancellationToken cancellationToken = default) =>
        inner.SetViewingAsync(connectionId, productId, cancellationToken);

    private async ValueTask<bool> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken)
    {
        Given.Add(realtimeEvent);
        await log.AppendAsync(realtimeEvent, cancellationToken);
        return true;
    }
}
