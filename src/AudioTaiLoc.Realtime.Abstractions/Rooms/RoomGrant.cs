namespace AudioTaiLoc.Realtime;

/// <summary>One user's right to join one room.</summary>
/// <param name="Room">The room, such as <c>order:order_123</c>.</param>
/// <param name="UserId">The user.</param>
/// <param name="GrantedAt">When the right began.</param>
/// <param name="GrantedAfter">The <c>eventId</c> of the newest event when the right began: nothing up to it is replayed to the user. Null: nothing is held back.</param>
/// <param name="ExpiresAt">When the right ends by itself; null for never.</param>
public sealed record RoomGrant(string Room, string UserId, DateTimeOffset GrantedAt, string? GrantedAfter = null, DateTimeOffset? ExpiresAt = null);
