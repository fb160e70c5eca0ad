using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Statistics;

/// <summary>Reads what this node, and all nodes, do.</summary>
internal sealed class StatisticsReader(
    Dispatcher dispatcher, IPresenceStore presence, RealtimeMetrics metrics, RealtimeOptions options, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public RealtimeStats ReadNode() => new()
    {
        NodeId = options.NodeId,
        StartedAt = _startedAt,
        ConnectedUsers = dispatcher.Connections.UserCount,
        Connections = dispatcher.Connections.Count,
        Rooms = dispatcher.Rooms.Count,
        ConnectionsByWire = dispatcher.Connections.CountByWire(),
        TotalConnections = metrics.TotalConnections,
        TotalCalls = metrics.TotalCalls,
        TotalRefusals = metrics.TotalRefusals,
        TotalEventsPublished = metrics.TotalPublished,
        TotalEventsDelivered = metrics.TotalDelivered,
        TotalEventsConflated = metrics.TotalConflated,
        TotalBytesConflated = metrics.TotalConflatedBytes,
        TotalMessagesCompressed = metrics.TotalCompressed,
        TotalBytesBeforeCompression = metrics.TotalCompressedBefore,
        TotalBytesAfterCompression = metrics.TotalCompressedAfter,
        ClosedByCode = metrics.ClosedByCode,
    };

    public async Task<ClusterStats> ReadClusterAsync(CancellationToken cancellationToken) =>
        await presence.GetStatsAsync(cancellationToken).ConfigureAwait(false);
}
