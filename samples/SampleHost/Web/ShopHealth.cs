using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using SampleHost.Shop;

namespace SampleHost.Web;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can serve.</summary>
internal static class ShopHealth
{
    public static void MapShopHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }

    public static IHealthChecksBuilder AddShopHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<ShopStoreHealthCheck>("shop");
}
