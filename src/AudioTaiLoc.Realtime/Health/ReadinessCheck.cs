using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AudioTaiLoc.Realtime.Health;

/// <summary>Tells the host's health checks what keeps this node from being of use.</summary>
internal sealed class ReadinessCheck(IEnumerable<IReadinessSource> sources) : IHealthCheck
{
    public const string Name = "realtime";

    /// <summary>By this a host keeps it out of what decides whether the process is restarted.</summary>
    public const string Tag = "ready";

    private readonly IReadinessSource[] _sources = [.. sources];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var obstacles = string.Join(' ', _sources.Select(static source => source.Obstacle).OfType<string>());
        return Task.FromResult(obstacles.Length == 0 ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, obstacles));
    }
}
