namespace AudioTaiLoc.Realtime;

/// <summary>A user who is online.</summary>
/// <param name="UserId">The user.</param>
/// <param name="ConnectionCount">Connections on all nodes; 0 while a user who has lost the last one is expected back.</param>
/// <param name="Since">When the first of them connected; with none, when the one lost last did.</param>
public sealed record PresenceUser(string UserId, int ConnectionCount, DateTimeOffset Since);
