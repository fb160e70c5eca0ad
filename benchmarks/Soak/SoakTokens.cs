using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>Tokens as a shop's log-in would give them; some run out while their connection is open.</summary>
internal sealed class SoakTokens(string key)
{
    private readonly SigningCredentials _credentials = new(new SymmetricSecurityKey(Convert.FromHexString(key)), SecurityAlgorithms.HmacSha256);

    public string Create(string userId, TimeSpan lifetime) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Subject = new ClaimsIdentity([new("sub", userId), new("email", $"{userId}@example.com")]),
        Expires = DateTime.UtcNow + lifetime,
        SigningCredentials = _credentials,
    });
}
