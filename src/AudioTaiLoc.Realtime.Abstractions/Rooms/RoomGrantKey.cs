namespace AudioTaiLoc.Realtime;

/// <summary>Names a grant: which user, which room.</summary>
/// <param name="Room">The room, such as <c>order:order_123</c>.</param>
/// <param name="UserId">The user.</param>
public readonly record struct RoomGrantKey(string Room, string UserId);
