using System.Security.Claims;
using SampleHost.Shop;

namespace SampleHost.Auth;

/// <summary>The claims of the shop's tokens, under their names in the token.</summary>
internal static class ShopClaims
{
    public const string Subject = "sub";

    public const string Email = "email";

    public const string Role = "role";

    public static string Id(this ClaimsPrincipal user) => user.FindFirstValue(Subject)!;

    public static bool IsStaff(this ClaimsPrincipal user) => user.HasClaim(Role, Roles.Staff);
}
