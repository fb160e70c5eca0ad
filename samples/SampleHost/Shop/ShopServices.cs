using Microsoft.Extensions.DependencyInjection.Extensions;
using SampleHost.Bookings;
using SampleHost.Orders;
using SampleHost.Products;
using SampleHost.Web;

namespace SampleHost.Shop;

/// <summary>Registers the shop's data and the desks that change it.</summary>
internal static class ShopServices
{
    public static void AddShop(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton(ShopFolder.From(configuration, environment));
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new UtcTimeConverter()));
        services.AddSingleton<IShopStore>(provider => new JsonFileShopStore(
            provider.GetRequiredService<ShopFolder>().DataFile,
            () => ShopSeed.Create(provider.GetRequiredService<TimeProvider>().GetUtcNow())));
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<BookingDesk>();
        services.AddSingleton<StockDesk>();
        services.AddHostedService<SeedAccess>();
        services.AddShopHealth();
    }
}
