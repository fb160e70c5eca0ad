using AudioTaiLoc.Realtime;

namespace SampleHost.Operations;

/// <summary>The node's statistics, and those of all nodes under <c>cluster</c>.</summary>
internal sealed record StatsResponse(
    string NodeId,
    DateTimeOffset StartedAt,
    int ConnectedUsers,
    int Connections,
    int Rooms,
    IReadOnlyDictionary<string, int> ConnectionsByWire,
    long TotalConnections,
    long TotalCalls,
    long TotalRefusals,
    long TotalEventsPublished,
    long TotalEventsDelivered,
    IReadOnlyDictionary<string, long> ClosedByCode,
    ClusterStats Cluster)
{
    public static StatsResponse From(RealtimeStats node, ClusterStats cluster) => new(
        node.NodeId,
        node.StartedAt,
        node.ConnectedUsers,
        node.Connections,
        node.Rooms,
        node.ConnectionsByWire,
        node.TotalConnections,
        node.TotalCalls,
        node.TotalRefusals,
        node.TotalEventsPublished,
        node.TotalEventsDelivered,
        node.ClosedByCode,
        cluster);
}
