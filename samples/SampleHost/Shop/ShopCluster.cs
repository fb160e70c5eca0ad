using AudioTaiLoc.Realtime;

namespace SampleHost.Shop;

/// <summary>Makes several hosts one where <c>ConnectionStrings:Redis</c> names a Redis.</summary>
internal static class ShopCluster
{
    public static IRealtimeBuilder UseShopCluster(this IRealtimeBuilder builder, IConfiguration configuration) =>
        configuration.GetConnectionString("Redis") is { Length: > 0 } redis ? builder.UseRedis(redis) : builder;
}
