using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

/// <summary>The database behind a host's context.</summary>
internal sealed class RealtimeDatabase<TContext>(IDbContextFactory<TContext> contexts, EntityFrameworkStoreOptions options, TimeProvider time)
    : RealtimeDatabase(options, time)
    where TContext : DbContext
{
    protected override async ValueTask<DbContext> CreateContextAsync(CancellationToken cancellationToken) =>
        await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
}
