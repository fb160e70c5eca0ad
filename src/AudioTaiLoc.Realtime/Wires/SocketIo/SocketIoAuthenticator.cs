using System.Security.Claims;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.SocketIo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>
/// Finds out who a Socket.IO client is, with the host's own default scheme: the token of the CONNECT packet's
/// <c>auth.token</c> is put on a copy of the request that opened the session, as an <c>Authorization</c> header. Without a
/// token there, what the host's middleware found on that request counts.
/// </summary>
internal sealed class SocketIoAuthenticator(IServiceScopeFactory scopes, SocketIoEndpointMetadata endpoint, RealtimeOptions options)
{
    private const string Bearer = "Bearer ";

    /// <summary>Authenticates.</summary>
    /// <exception cref="RealtimeException">The client may not connect.</exception>
    public async Task<ConnectionIdentity> AuthenticateAsync(SocketIoSocket socket, ReadOnlyMemory<byte> auth)
    {
        var token = auth.IsEmpty ? null : SocketIoPayload.StringProperty(auth.Span, "token"u8);
        var known = socket.Request.TakeAuthentication();
        if (string.IsNullOrEmpty(token) && known is { Failure: null } && endpoint.Authorization.Count == 0)
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

            var schemes = scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>();
            var result = schemes is null || await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is not { } scheme
                ? AuthenticateResult.NoResult()
                : await context.AuthenticateAsync(scheme.Name).ConfigureAwait(false);
            if (result.Failure is { } failure)
            {
                throw TokenRefusal.From(failure);
            }

            var identity = Identify(result);
            await AuthorizeAsync(scope.ServiceProvider, identity).ConfigureAwait(false);
            return identity;
        }
    }

    private ConnectionIdentity Identify(AuthenticateResult result)
    {
        var identity = ConnectionIdentity.FromPrincipal(result.Principal ?? new ClaimsPrincipal(new ClaimsIdentity()), result.Properties?.ExpiresUtc);
        return identity.UserId is null && !options.AllowGuests
            ? throw new RealtimeException(RealtimeErrorCodes.Unauthenticated, "A token is required.")
            : identity;
    }

    private async Task AuthorizeAsync(IServiceProvider services, ConnectionIdentity identity)
    {
        if (endpoint.Authorization.Count == 0)
        {
            return;
        }

        var policy = await AuthorizationPolicy.CombineAsync(
            services.GetRequiredService<IAuthorizationPolicyProvider>(), endpoint.Authorization).ConfigureAwait(false);
        var authorization = services.GetRequiredService<IAuthorizationService>();
        if (policy is not null && !(await authorization.AuthorizeAsync(identity.User, policy).ConfigureAwait(false)).Succeeded)
        {
            throw identity.UserId is null
                ? new RealtimeException(RealtimeErrorCodes.Unauthenticated, "A token is required.")
                : new RealtimeException(RealtimeErrorCodes.Forbidden, "You may not connect.");
        }
    }
}
