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

    // The stores' limit goes by the host's clock, which such a test moves by minutes while a statement runs.
    private static readonly TimeSpan JumpingTime = TimeSpan.FromDays(7);
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
                builder.Services.Configure<EntityFrameworkStoreOptions>(store => store.Timeout = time is null ? Patience : JumpingTime);
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
