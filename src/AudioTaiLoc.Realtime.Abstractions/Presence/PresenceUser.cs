namespace AudioTaiLoc.Realtime;

/// <summary>A user who is online.</summary>
/// <param name="UserId">The user.</param>
/// <param name="ConnectionCount">Connections on all nodes.</param>
/// <param name="Since">When the first of them connected.</param>
public sealed record PresenceUser(string UserId, int ConnectionCount, DateTimeOffset Since);
