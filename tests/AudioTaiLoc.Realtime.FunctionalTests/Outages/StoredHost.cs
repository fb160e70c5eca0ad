using AudioTaiLoc.Realtime.EntityFrameworkCore;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Outages;

/// <summary>Hosts whose stores are in a database.</summary>
internal static class StoredHost
{
    // While a database is up, a busy machine may take its time; calls of clients end by themselves only long after the outage's limit.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DuringOutage = TimeSpan.FromSeconds(2);

    public static async Task<RealtimeHost> StartAsync(Action<DbContextOptionsBuilder> database, TimeProvider? time = null, RealtimeHost? successorTo = null)
    {
        var options = new DbContextOptionsBuilder<RealtimeDbContext>();
        database(options);
        await using (var context = new RealtimeDbContext(options.Options))
        {
            await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
        }

        return await RealtimeHost.StartAsync(
            build: builder =>
            {
                builder.Services.Configure<EntityFrameworkStoreOptions>(store => store.Timeout = Patience);
                builder.Services.AddAudioTaiLocRealtime().UseEntityFrameworkCore(database);
            },
            time: time,
            successorTo: successorTo);
    }

    /// <summary>From now on a store's call may take two seconds.</summary>
    public static void BeImpatient(this RealtimeHost host) => host.Services.GetRequiredService<EntityFrameworkStoreOptions>().Timeout = DuringOutage;

    /// <summary>From now on it may take a minute.</summary>
    public static void BePatient(this RealtimeHost host) => host.Services.GetRequiredService<EntityFrameworkStoreOptions>().Timeout = Patience;
}
