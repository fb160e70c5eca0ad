using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Admission;

/// <summary>
/// Asks when the host starts, before anything else does, whether it has what the options count on: the policies that they
/// name, and a way to sign in.
/// </summary>
internal sealed partial class StartupCheck(RealtimeOptions options, IServiceScopeFactory scopes, ILogger<StartupCheck> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // The host's own providers may be scoped services.
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await DemandPoliciesAsync(scope.ServiceProvider).ConfigureAwait(false);
            if (!options.AllowGuests && !await HasSchemeAsync(scope.ServiceProvider).ConfigureAwait(false))
            {
                LogNoScheme(logger);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<bool> HasSchemeAsync(IServiceProvider services) =>
        services.GetService<IAuthenticationSchemeProvider>() is { } schemes
        && await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is not null;

    private async Task DemandPoliciesAsync(IServiceProvider services)
    {
        var policies = services.GetRequiredService<IAuthorizationPolicyProvider>();
        var faults = new List<string>();
        foreach (var (key, name) in new[] { ("Presence:ListPolicy", options.Presence.ListPolicy), ("Chat:StaffPolicy", options.Chat.StaffPolicy) })
        {
            if (name is not null && await policies.GetPolicyAsync(name).ConfigureAwait(false) is null)
            {
                faults.Add($"{RealtimeOptions.SectionName}:{key} must name an authorization policy of the host; it is '{name}'.");
            }
        }

        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(RealtimeOptions), faults);
        }
    }
}
