using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>
/// The authorization that the host put on the mapped address, by name, as a policy or as requirements. The framework asks it for
/// SignalR's requests; over Socket.IO the token comes after the request was let in, so it is asked when a client connects to the
/// namespace.
/// </summary>
internal sealed class EndpointAuthorization
{
    private volatile Demands? _demands;
    private volatile Known? _known;

    /// <summary>True when it is known that nobody is turned away who is signed in through the default scheme.</summary>
    public bool AsksOnlyForSignIn => _known is { AsksOnlyForSignIn: true };

    /// <summary>Whether metadata demand anything of who uses an address.</summary>
    public static bool IsDemanded(IEnumerable<object> metadata) =>
        metadata.Any(item => item is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData);

    /// <summary>Reads what the host demands; nothing where it lets in whoever comes.</summary>
    /// <param name="metadata">The metadata of the address.</param>
    public void Read(IReadOnlyCollection<object> metadata)
    {
        _demands = metadata.OfType<IAllowAnonymous>().Any() || !IsDemanded(metadata)
            ? null
            : new(
                [.. metadata.OfType<IAuthorizeData>()],
                [.. metadata.OfType<AuthorizationPolicy>()],
                [.. metadata.OfType<IAuthorizationRequirementData>().SelectMany(data => data.GetRequirements())]);
        _known = null;
    }

    /// <summary>All demands as one policy; null for none.</summary>
    /// <exception cref="InvalidOperationException">A policy of that name is not there.</exception>
    public async ValueTask<AuthorizationPolicy?> FindPolicyAsync(IAuthorizationPolicyProvider provider)
    {
        if (_known is { } known)
        {
            return known.Policy;
        }

        // Not the host's fallback policy, which stands for addresses that say nothing.
        if (_demands is not { } demands)
        {
            return null;
        }

        var policy = await AuthorizationPolicy.CombineAsync(provider, demands.Data, demands.Policies).ConfigureAwait(false);
        if (demands.Requirements.Count > 0)
        {
            var required = new AuthorizationPolicy(demands.Requirements, []);
            policy = policy is null ? required : AuthorizationPolicy.Combine(policy, required);
        }

        if (provider.AllowsCachingPolicies)
        {
            _known = new Known(policy);
        }

        return policy;
    }

    private sealed record Demands(
        IReadOnlyList<IAuthorizeData> Data, IReadOnlyList<AuthorizationPolicy> Policies, IReadOnlyList<IAuthorizationRequirement> Requirements);

    private sealed record Known(AuthorizationPolicy? Policy)
    {
        public bool AsksOnlyForSignIn { get; } = Policy is null
            || (Policy.AuthenticationSchemes.Count == 0 && Policy.Requirements.All(requirement => requirement is DenyAnonymousAuthorizationRequirement));
    }
}
