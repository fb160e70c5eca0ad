using AudioTaiLoc.Realtime.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace SampleHost.Shop;

/// <summary>Makes the database's tables before anything asks for them. A SQLite file goes with the shop's data file: who deletes that begins anew.</summary>
internal sealed class ShopDatabaseSetup(IDbContextFactory<RealtimeDbContext> contexts, ShopFolder folder) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (context.Database.IsSqlite())
        {
            Directory.CreateDirectory(folder.Path!);
            if (folder.IsNew)
            {
                await context.Database.EnsureDeletedAsync(cancellationToken);
                // What a killed process left beside a file that is gone would be taken for the new file's.
                File.Delete(folder.DatabaseFile + "-wal");
                File.Delete(folder.DatabaseFile + "-shm");
            }
        }

        await context.Database.MigrateAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
