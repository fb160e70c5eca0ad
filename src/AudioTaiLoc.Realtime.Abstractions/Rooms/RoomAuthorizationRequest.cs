using System.Security.Claims;

namespace AudioTaiLoc.Realtime;

/// <summary>Asks whether a user may join a room or act in it.</summary>
/// <param name="Room">The room, such as <c>order:order_123</c>.</param>
/// <param name="UserId">The signed-in user.</param>
/// <param name="User">The user's claims, as the host's authentication made them.</param>
public sealed record RoomAuthorizationRequest(string Room, string UserId, ClaimsPrincipal User);
