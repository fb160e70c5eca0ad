using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SampleHost.Shop;

namespace SampleHost.Auth;

/// <summary>Issues the JWT that both REST and the real-time wires take.</summary>
internal sealed class TokenIssuer(SigningKey key, TimeProvider time, IConfiguration configuration)
{
    public const string Issuer = "audiotailoc-shop";

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(8);

    private readonly TimeSpan _lifetime = configuration.GetValue("Shop:TokenLifetime", DefaultLifetime);

    public (string Token, DateTimeOffset ExpiresAt) Issue(Account account)
    {
        // A token's times are whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = now + _lifetime;
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            SigningCredentials = new SigningCredentials(key.Key, SecurityAlgorithms.HmacSha256),
            Claims = new Dictionary<string, object>
            {
                [ShopClaims.Subject] = account.Id,
                [ShopClaims.Email] = account.Email,
                [ShopClaims.Role] = account.Role,
            },
        });
        return (token, expiresAt);
    }
}
