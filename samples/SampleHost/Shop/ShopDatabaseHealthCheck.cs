using AudioTaiLoc.Realtime.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SampleHost.Shop;

/// <summary>Ready when the database answers. While it does not, the host still runs and sends live events: it is not ready for new clients, and not dead.</summary>
internal sealed class ShopDatabaseHealthCheck(IDbContextFactory<RealtimeDbContext> contexts) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            // A driver whose server hangs may take its time to notice that nobody waits any more.
            await AskAsync(limit.Token).WaitAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The shop's database does not answer.", exception);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
    }
}
