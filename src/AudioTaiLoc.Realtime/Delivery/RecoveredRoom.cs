namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>A room that a returning session goes back into.</summary>
/// <param name="Name">The room.</param>
/// <param name="CoveredAfter">The session had got the room's events from here on, and how it was then.</param>
/// <param name="GrantedAfter">Nothing up to this position may be seen: it was before the right.</param>
/// <param name="ExpiresAt">When the right ends by itself.</param>
internal sealed record RecoveredRoom(string Name, long CoveredAfter, long GrantedAfter, DateTimeOffset? ExpiresAt)
{
    /// <summary>Nothing up to this position is replayed: it was before the session, or before the right.</summary>
    public long VisibleAfter => Math.Max(CoveredAfter, GrantedAfter);
}
