using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;

/// <summary>Room grants in a database. Expired ones are removed bit by bit while others are given.</summary>
internal sealed class EntityFrameworkRoomGrantStore(RealtimeDatabase database, TimeProvider time) : IRoomGrantStore
{
    private const int MaximumPage = 1000;

    private readonly GrantSweep _sweep = new(time);

    public async ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return (await GrantManyAsync([grant], cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    public async ValueTask<IReadOnlyList<RoomGrantKey>> GrantManyAsync(IReadOnlyList<RoomGrant> grants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var rows = GrantWriting.InLockOrder(grants);
        var now = time.GetUtcNow();
        var sweeps = _sweep.Takes(now);
        var (begun, swept) = await database.WriteAsync(
            async (context, cancellation) =>
            {
                var keys = await GrantWriting.GrantAsync(context, rows, now, cancellation).ConfigureAwait(false);
                return (keys, sweeps ? await _sweep.RunAsync(context, now, cancellation).ConfigureAwait(false) : null);
            },
            cancellationToken).ConfigureAwait(false);
        _sweep.GoOnAfter(swept);
        return begun;
    }

    public async ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return await database.WriteAsync(
            (context, cancellation) => context.Set<GrantRow>()
                .Where(row => row.Room == room && row.UserId == userId && (row.ExpiresAt == null || row.ExpiresAt > now))
                .ExecuteDeleteAsync(cancellation),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    public async ValueTask<IReadOnlyList<RoomGrantKey>> RevokeManyAsync(IReadOnlyList<RoomGrantKey> grants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        RoomGrantKey[] keys = [.. grants.Distinct()];
        var now = time.GetUtcNow();
        return await database.WriteAsync(
            (context, cancellation) => GrantWriting.RevokeAsync(context, keys, now, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var found = await database.ReadAsync(
            (context, cancellation) => Valid(context, now).SingleOrDefaultAsync(row => row.Room == room && row.UserId == userId, cancellation),
            cancellationToken).ConfigureAwait(false);
        return found?.ToGrant();
    }

    public ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default) =>
        ListAsync(
            rows => (afterUserId is null ? rows : rows.Where(row => string.Compare(row.UserId, afterUserId) > 0))
                .Where(row => row.Room == room)
                .OrderBy(row => row.UserId),
            limit,
            cancellationToken);

    public ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default) =>
        ListAsync(
            rows => (afterRoom is null ? rows : rows.Where(row => string.Compare(row.Room, afterRoom) > 0))
                .Where(row => row.UserId == userId)
                .OrderBy(row => row.Room),
            limit,
            cancellationToken);

    private static IQueryable<GrantRow> Valid(StoreContext context, DateTimeOffset now) =>
        context.Set<GrantRow>().AsNoTracking().Where(row => row.ExpiresAt == null || row.ExpiresAt > now);

    private async ValueTask<IReadOnlyList<RoomGrant>> ListAsync(
        Func<IQueryable<GrantRow>, IQueryable<GrantRow>> choose, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumPage);
        var now = time.GetUtcNow();
        var rows = await database.ReadAsync(
            (context, cancellation) => choose(Valid(context, now)).Take(limit).ToListAsync(cancellation), cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToGrant())];
    }
}
