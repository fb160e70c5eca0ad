using System.Security.Claims;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.SocketIo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>
/// Finds out who a Socket.IO client is, with the host's own default scheme or those of the policies on the address: the token of
/// the CONNECT packet's <c>auth.token</c> is put on a copy of the request that opened the session, as an <c>Authorization</c>
/// header. Without a token there, what the host's middleware found on that request counts.
/// </summary>
internal sealed class SocketIoAuthenticator(IServiceScopeFactory scopes, EndpointAuthorization endpoint, RealtimeOptions options)
{
    private const string Bearer = "Bearer ";

    /// <summary>Authenticates.</summary>
    /// <exception cref="RealtimeException">The client may not connect.</exception>
    public async Task<ConnectionIdentity> AuthenticateAsync(SocketIoSocket socket, ReadOnlyMemory<byte> auth)
    {
        var token = auth.IsEmpty ? null : SocketIoPayload.StringProperty(auth.Span, "token"u8);
        var known = socket.Request.TakeAuthentication();
        known = string.IsNullOrEmpty(token) && known?.Principal?.Identity?.IsAuthenticated == true ? known : null;
        if (known is not null && endpoint.AsksOnlyForSignIn)
        {
            return Identify(known);
        }

        // Scheme handlers keep their result per scope.
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var context = socket.Request.ToHttpContext(scope.ServiceProvider);
            if (!string.IsNullOrEmpty(token))
            {
                context.Request.Headers.Authorization = token.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? token : Bearer + token;
            }

            var policy = await endpoint.FindPolicyAsync(scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>()).ConfigureAwait(false);
            var result = policy is { AuthenticationSchemes.Count: > 0 }
                ? await AuthenticateByPolicyAsync(context, policy).ConfigureAwait(false)
                : known ?? await AuthenticateByDefaultAsync(context).ConfigureAwait(false);
            if (result.Failure is { } failure)
            {
                throw TokenRefusal.From(failure);
            }

            var identity = Identify(result);
            context.User = identity.User;
            if (policy is not null)
            {
                await AuthorizeAsync(context, policy, result).ConfigureAwait(false);
            }

            return identity;
        }
    }

    private static async Task<AuthenticateResult> AuthenticateByPolicyAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var result = await context.RequestServices.GetRequiredService<IPolicyEvaluator>().AuthenticateAsync(policy, context).ConfigureAwait(false);
        if (result.Succeeded)
        {
            return result;
        }

        // All schemes together do not say what was wrong; each keeps its result.
        foreach (var scheme in policy.AuthenticationSchemes)
        {
            if ((await context.AuthenticateAsync(scheme).ConfigureAwait(false)).Failure is { } failure)
            {
                return AuthenticateResult.Fail(failure);
            }
        }

        return result;
    }

    private static async Task<AuthenticateResult> AuthenticateByDefaultAsync(HttpContext context)
    {
        var schemes = context.RequestServices.GetService<IAuthenticationSchemeProvider>();
        return schemes is null || await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is not { } scheme
            ? AuthenticateResult.NoResult()
            : await context.AuthenticateAsync(scheme.Name).ConfigureAwait(false);
    }

    private static async Task AuthorizeAsync(HttpContext context, AuthorizationPolicy policy, AuthenticateResult result)
    {
        var evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var authorized = await evaluator.AuthorizeAsync(policy, result, context, context).ConfigureAwait(false);
        if (!authorized.Succeeded)
        {
            throw authorized.Challenged ? Unauthenticated() : new RealtimeException(RealtimeErrorCodes.Forbidden, "You may not connect.");
        }
    }

    private static RealtimeException Unauthenticated() => new(RealtimeErrorCodes.Unauthenticated, "A token is required.");

    private ConnectionIdentity Identify(AuthenticateResult result)
    {
        var identity = ConnectionIdentity.FromPrincipal(result.Principal ?? new ClaimsPrincipal(new ClaimsIdentity()), result.Properties?.ExpiresUtc);
        return identity.UserId is null && !options.AllowGuests ? throw Unauthenticated() : identity;
    }
}
