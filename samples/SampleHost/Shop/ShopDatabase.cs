using AudioTaiLoc.Realtime;
using Microsoft.EntityFrameworkCore;

namespace SampleHost.Shop;

/// <summary>Keeps conversations, access, reminders and inboxes over a restart: in PostgreSQL where <c>ConnectionStrings:Shop</c> names one, else in a SQLite file.</summary>
internal static class ShopDatabase
{
    public static IRealtimeBuilder UseShopDatabase(this IRealtimeBuilder builder, IConfiguration configuration, IHostEnvironment environment)
    {
        var folder = ShopFolder.From(configuration, environment);
        if (configuration.GetConnectionString("Shop") is { Length: > 0 } postgres)
        {
            builder.UseEntityFrameworkCore(options => options.UseNpgsql(postgres));
        }
        else if (folder.DatabaseFile is { } file)
        {
            builder.UseEntityFrameworkCore(options => options.UseSqlite($"Data Source={file};Default Timeout=5"));
        }
        else
        {
            return builder;
        }

        builder.Services.AddHostedService<ShopDatabaseSetup>();
        builder.Services.AddHealthChecks().AddCheck<ShopDatabaseHealthCheck>("database");
        return builder;
    }
}
