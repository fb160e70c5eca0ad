using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;

/// <summary>Room grants in a database.</summary>
internal sealed class EntityFrameworkRoomGrantStore(RealtimeDatabase database, TimeProvider time) : IRoomGrantStore
{
    public async ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return await database.WriteAsync((context, cancellation) => GrantAsync(context, grant, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(
            (context, cancellation) => context.Set<GrantRow>().Where(row => row.Room == room && row.UserId == userId).ExecuteDeleteAsync(cancellation),
            cancellationToken).ConfigureAwait(false) > 0;

    public async ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var found = await database.ReadAsync(
            (context, cancellation) => context.Set<GrantRow>().AsNoTracking().SingleOrDefaultAsync(
                row => row.Room == room && row.UserId == userId && (row.ExpiresAt == null || row.ExpiresAt > now), cancellation),
            cancellationToken).ConfigureAwait(false);
        return found?.ToGrant();
    }

    public async ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(string room, CancellationToken cancellationToken = default) =>
        // In order here: the database's collation may not be the ordinal one.
        [.. (await ListAsync(rows => rows.Where(row => row.Room == room), cancellationToken).ConfigureAwait(false))
            .OrderBy(row => row.UserId, StringComparer.Ordinal)
            .Select(row => row.ToGrant())];

    public async ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(string userId, CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(rows => rows.Where(row => row.UserId == userId), cancellationToken).ConfigureAwait(false))
            .OrderBy(row => row.Room, StringComparer.Ordinal)
            .Select(row => row.ToGrant())];

    private async Task<bool> GrantAsync(StoreContext context, RoomGrant grant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // The row that is there is replaced only when its time is over; of concurrent callers the database lets one in.
        var begun = await context.ExecuteAsync(
            $$"""
            INSERT INTO {{context.Table<GrantRow>()}} AS present (room, user_id, granted_at, granted_after, expires_at) VALUES ({0}, {1}, {2}, {3}, {4})
            ON CONFLICT (room, user_id) DO UPDATE
            SET granted_at = excluded.granted_at, granted_after = excluded.granted_after, expires_at = excluded.expires_at
            WHERE present.expires_at <= {5}
            """,
            cancellationToken,
            grant.Room,
            grant.UserId,
            grant.GrantedAt.UtcTicks,
            grant.GrantedAfter,
            grant.ExpiresAt?.UtcTicks,
            now.UtcTicks).ConfigureAwait(false) > 0;
        if (!begun)
        {
            await context.Set<GrantRow>()
                .Where(row => row.Room == grant.Room && row.UserId == grant.UserId)
                .ExecuteUpdateAsync(row => row.SetProperty(each => each.ExpiresAt, grant.ExpiresAt), cancellationToken).ConfigureAwait(false);
        }

        return begun;
    }

    private Task<List<GrantRow>> ListAsync(Func<IQueryable<GrantRow>, IQueryable<GrantRow>> filter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.ReadAsync(
            (context, cancellation) => filter(context.Set<GrantRow>().AsNoTracking())
                .Where(row => row.ExpiresAt == null || row.ExpiresAt > now)
                .ToListAsync(cancellation),
            cancellationToken);
    }
}
