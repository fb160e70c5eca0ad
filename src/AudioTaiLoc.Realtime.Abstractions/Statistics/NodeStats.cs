namespace AudioTaiLoc.Realtime;

/// <summary>What one node of several holds.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Connections">Its connections of signed-in users.</param>
public sealed record NodeStats(string NodeId, int Connections);
