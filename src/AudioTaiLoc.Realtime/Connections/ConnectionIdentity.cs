using System.Globalization;
using System.Security.Claims;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Who a connection belongs to, as the host's authentication said when it was made.</summary>
/// <param name="User">The claims.</param>
/// <param name="UserId">The claim <c>sub</c>, or the name identifier; null for a guest.</param>
/// <param name="Email">The claim <c>email</c>; may be null.</param>
/// <param name="ExpiresAt">When the token runs out; null for never.</param>
internal sealed record ConnectionIdentity(ClaimsPrincipal User, string? UserId, string? Email, DateTimeOffset? ExpiresAt)
{
    public static ConnectionIdentity Guest { get; } = new(new ClaimsPrincipal(new ClaimsIdentity()), null, null, null);

    /// <summary>Reads a principal.</summary>
    /// <param name="user">The principal; unauthenticated, it is a guest.</param>
    /// <param name="expiresAt">The ticket's expiry, where the scheme gave one; otherwise the claim <c>exp</c> counts.</param>
    /// <exception cref="RealtimeException">An authenticated user has no id, or one that cannot be used.</exception>
    public static ConnectionIdentity FromPrincipal(ClaimsPrincipal user, DateTimeOffset? expiresAt)
    {
        if (user.Identity?.IsAuthenticated != true)
        {
            return Guest;
        }

        var userId = user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier);
        if (!Identifier.IsValid(userId))
        {
            throw new RealtimeException(RealtimeErrorCodes.Unauthenticated, "The token names no user id that can be used.");
        }

        var email = user.FindFirstValue("email") ?? user.FindFirstValue(ClaimTypes.Email);
        return new ConnectionIdentity(user, userId, email, expiresAt ?? ReadExpiry(user));
    }

    private static DateTimeOffset? ReadExpiry(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
