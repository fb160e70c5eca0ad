namespace AudioTaiLoc.Realtime.Presence;

/// <summary>The payload of <c>presence:viewing</c>; null for looking at nothing.</summary>
internal sealed record ViewingRequest(string? ProductId);
