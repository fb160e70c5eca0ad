namespace AudioTaiLoc.Realtime.ClusterHost;

/// <summary>One event to publish.</summary>
/// <param name="Order">Whose room.</param>
/// <param name="Number">Which of the order's events.</param>
internal sealed record PublishRequest(string Order, long Number);
