using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.BenchHost;

/// <summary>
/// Makes every connection a user of its own, without a token. As with tokens, a Socket.IO client is nobody yet when its
/// transport opens: it says who it is when it connects the namespace, and the library asks then.
/// </summary>
internal sealed class EveryoneAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "everyone";

    private static long _users;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint() is not null && Request.Path.StartsWithSegments("/socket.io", StringComparison.Ordinal))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new Claim("sub", $"user_{Interlocked.Increment(ref _users)}")], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }
}
