using AudioTaiLoc.Realtime;
using SampleHost.Auth;
using SampleHost.Bookings;
using SampleHost.Operations;
using SampleHost.Orders;
using SampleHost.Products;
using SampleHost.Shop;
using SampleHost.Telemetry;
using SampleHost.Web;

namespace SampleHost;

/// <summary>A small audio shop whose customers see every change the moment it is made.</summary>
public static class Program
{
    public static Task Main(string[] args) => Build(args).RunAsync();

    /// <summary>The shop, ready to start; tests start it on a port of their own.</summary>
    public static WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ShopAddress.FindContentRoot() });
        builder.UseShopAddress();

        builder.Services.AddAudioTaiLocRealtime()
            .AddRoomAuthorizer<StaffRoomAuthorizer>()
            .UseShopDatabase(builder.Configuration, builder.Environment)
            .UseShopCluster(builder.Configuration);

        builder.Services.AddShop(builder.Configuration, builder.Environment);
        builder.Services.AddShopAuthentication();
        builder.Services.AddShopRefusals();
        builder.Services.AddShopProxies(builder.Configuration);
        builder.Services.AddShopTelemetry(builder.Configuration);

        var app = builder.Build();

        app.UseShopProxies();
        app.UseShopRefusals();
        app.UseSecurityHeaders();
        app.UseShopPage();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();

        app.MapAudioTaiLocRealtime();

        var api = app.MapGroup("/api/v1");
        api.MapLogin();
        api.MapOrders();
        api.MapBookings();
        api.MapProducts();
        api.MapOperations();
        app.MapShopHealth();

        return app;
    }
}
