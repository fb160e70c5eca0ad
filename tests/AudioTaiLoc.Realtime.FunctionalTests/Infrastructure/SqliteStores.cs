using AudioTaiLoc.Realtime.EntityFrameworkCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Databases in a temporary folder, and how a host keeps its stores in one of them.</summary>
internal sealed class SqliteStores : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stores-");
    private int _count;

    /// <summary>How to connect to an empty database.</summary>
    public string CreateDatabase() => $"Data Source={Path.Combine(_folder.FullName, $"{++_count}.db")};Default Timeout=30";

    /// <summary>Keeps a host's stores in a database.</summary>
    public static void Compose(WebApplicationBuilder builder, string database)
    {
        builder.Services.AddAudioTaiLocRealtime().UseEntityFrameworkCore(options => options.UseSqlite(database));
        builder.Services.Configure<EntityFrameworkStoreOptions>(options => options.Timeout = TimeSpan.FromSeconds(30));
    }

    /// <summary>Makes the tables.</summary>
    public static void Migrate(WebApplication app)
    {
        using var context = app.Services.GetRequiredService<IDbContextFactory<RealtimeDbContext>>().CreateDbContext();
        context.Database.Migrate();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
