namespace AudioTaiLoc.Realtime;

/// <summary>What all nodes hold together.</summary>
/// <param name="ConnectedUsers">Signed-in users with at least one connection anywhere; each counted once.</param>
/// <param name="Connections">Connections of signed-in users on all nodes.</param>
/// <param name="Nodes">The nodes that hold at least one of them, by id.</param>
public sealed record ClusterStats(int ConnectedUsers, int Connections, IReadOnlyList<NodeStats> Nodes);
