using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;

/// <summary>
/// Removes grants whose time is over: once in a while, with a grant that is given, it looks at the next few hundred rows along
/// the key and begins anew at the end. So each statement costs the same however many grants there are, and no index on the
/// expiry has to be kept.
/// </summary>
internal sealed class GrantSweep(TimeProvider time)
{
    private const int RowsPerStep = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _next = time.GetUtcNow();
    private RoomGrantKey _after = new("", "");

    /// <summary>True for the one caller that is to take the next step.</summary>
    public bool Takes(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (now < _next)
            {
                return false;
            }

            _next = now + Interval;
            return true;
        }
    }

    /// <returns>The last key that was looked at; an empty one at the end of the table.</returns>
    public async Task<RoomGrantKey?> RunAsync(StoreContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RoomGrantKey after;
        lock (_gate)
        {
            after = _after;
        }

        var keys = await context.Query<GrantRow>(
            $$"""
            SELECT * FROM {{context.Table<GrantRow>()}} WHERE (room, user_id) > ({0}, {1}) ORDER BY room, user_id LIMIT {2}
            """,
            [after.Room, after.UserId, RowsPerStep]).AsNoTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
        if (keys.Count == 0)
        {
            return new RoomGrantKey("", "");
        }

        var last = keys[^1];
        if (keys.Any(row => row.ExpiresAt <= now))
        {
            // Asked again by the statement itself: one may have been given anew meanwhile. What somebody else holds is left for the next round.
            await context.ExecuteAsync(
                $$"""
                DELETE FROM {{context.Table<GrantRow>()}} WHERE (room, user_id) IN (
                SELECT room, user_id FROM {{context.Table<GrantRow>()}} WHERE (room, user_id) > ({0}, {1}) AND (room, user_id) <= ({2}, {3}) AND expires_at <= {4}{{context.SkipLocked}})
                """,
                cancellationToken,
                after.Room,
                after.UserId,
                last.Room,
                last.UserId,
                now.UtcTicks).ConfigureAwait(false);
        }

        return keys.Count < RowsPerStep ? new RoomGrantKey("", "") : new RoomGrantKey(last.Room, last.UserId);
    }

    /// <summary>Remembers where to go on, once the step is committed; null when there was none.</summary>
    public void GoOnAfter(RoomGrantKey? last)
    {
        if (last is { } key)
        {
            lock (_gate)
            {
                _after = key;
            }
        }
    }
}
