using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;

/// <summary>The stores as a host composes them, over one database, whose tables the migrations made.</summary>
internal sealed class TestStores : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestStores(ServiceProvider services) => _services = services;

    public IChatStore Chat => _services.GetRequiredService<IChatStore>();

    public IChatOutbox Outbox => (IChatOutbox)Chat;

    public IRoomGrantStore Grants => _services.GetRequiredService<IRoomGrantStore>();

    public IReminderStore Reminders => _services.GetRequiredService<IReminderStore>();

    public INotificationInbox Inbox => _services.GetRequiredService<INotificationInbox>();

    public RealtimeDatabase Database => _services.GetRequiredService<RealtimeDatabase>();

    public IDbContextFactory<RealtimeDbContext> Contexts => _services.GetRequiredService<IDbContextFactory<RealtimeDbContext>>();

    public static async Task<TestStores> CreateAsync(
        Action<DbContextOptionsBuilder> database, TimeProvider time, Action<EntityFrameworkStoreOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.Configure(configure ?? (_ => { }));
        new Builder(services).UseEntityFrameworkCore(database);
        var stores = new TestStores(services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));
        await using var context = await stores.Contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return stores;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var context = await Contexts.CreateDbContextAsync(CancellationToken.None))
        {
            // Every test has a database of its own: its pool would stay for ever.
            if (context.Database.GetDbConnection() is NpgsqlConnection connection)
            {
                NpgsqlConnection.ClearPool(connection);
            }
        }

        await _services.DisposeAsync();
    }

    private sealed record Builder(IServiceCollection Services) : IRealtimeBuilder;
}
