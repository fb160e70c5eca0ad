using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SampleHost.Shop;

/// <summary>Ready when the data folder can still be reached.</summary>
internal sealed class ShopStoreHealthCheck(ShopFolder folder) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(folder.Path is null || Directory.Exists(folder.Path)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The shop's data folder is gone."));
}
