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

        // All in one walk over the claims, instead of one for each: every connect comes here.
        string? subject = null, nameIdentifier = null, email = null, emailAddress = null, expiry = null;
        foreach (var claim in user.Claims)
        {
            TakeFirst(claim, "sub", ref subject);
            TakeFirst(claim, ClaimTypes.NameIdentifier, ref nameIdentifier);
            TakeFirst(claim, "email", ref email);
            TakeFirst(claim, ClaimTypes.Email, ref emailAddress);
            TakeFirst(claim, "exp", ref expiry);
        }

        var userId = subject ?? nameIdentifier;
        if (!Identifier.IsValid(userId))
        {
            throw new RealtimeException(RealtimeErrorCodes.Unauthenticated, "The token names no user id that can be used.");
        }

        return new ConnectionIdentity(user, userId, email ?? emailAddress, expiresAt ?? ReadExpiry(expiry));
    }

    // As the framework finds claims: whatever the case of their type.
    private static void TakeFirst(Claim claim, string type, ref string? value)
    {
        if (value is null && string.Equals(claim.Type, type, StringComparison.OrdinalIgnoreCase))
        {
            value = claim.Value;
        }
    }

    private static DateTimeOffset? ReadExpiry(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
