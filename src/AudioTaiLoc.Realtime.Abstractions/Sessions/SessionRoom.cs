namespace AudioTaiLoc.Realtime;

/// <summary>A room that a resumable session was in.</summary>
/// <param name="Room">The room.</param>
/// <param name="CoveredAfter">The <c>eventId</c> from which on the session got the room's events.</param>
public sealed record SessionRoom(string Room, string CoveredAfter);
