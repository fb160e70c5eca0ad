using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>Asks the host's own authorization policies about a user.</summary>
internal sealed class PolicyCheck(IServiceScopeFactory scopes)
{
    /// <summary>Whether a user meets a policy; no policy is met by nobody.</summary>
    public async ValueTask<bool> IsMetAsync(ClaimsPrincipal user, string? policy)
    {
        if (policy is null)
        {
            return false;
        }

        // Policies' handlers may be scoped services.
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
            return (await authorization.AuthorizeAsync(user, null, policy).ConfigureAwait(false)).Succeeded;
        }
    }
}
