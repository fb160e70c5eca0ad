namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>A room that a returning session goes back into.</summary>
/// <param name="Name">The room.</param>
/// <param name="VisibleAfter">Nothing up to this position is replayed: it was before the session, or before the right.</param>
/// <param name="ExpiresAt">When the right ends by itself.</param>
internal sealed record RecoveredRoom(string Name, long VisibleAfter, DateTimeOffset? ExpiresAt);
