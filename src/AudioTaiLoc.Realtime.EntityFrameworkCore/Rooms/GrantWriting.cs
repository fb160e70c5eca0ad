using System.Globalization;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;

/// <summary>Writes and removes grants, many with one statement. Rows are locked in one order by all, so that two calls never wait for each other in a ring.</summary>
internal static class GrantWriting
{
    // SQLite takes 32,766 parameters in a statement.
    private const int RowsPerStatement = 1000;

    private const int ColumnCount = 5;

    /// <summary>The grants, each user and room once, the later ones counting.</summary>
    public static RoomGrant[] InLockOrder(IReadOnlyList<RoomGrant> grants) =>
    [
        .. grants
            .GroupBy(grant => new RoomGrantKey(grant.Room, grant.UserId))
            .Select(same => same.First() with { ExpiresAt = same.Last().ExpiresAt })
            .OrderBy(grant => grant.Room, StringComparer.Ordinal)
            .ThenBy(grant => grant.UserId, StringComparer.Ordinal),
    ];

    /// <returns>The rights that were not there before.</returns>
    public static async Task<IReadOnlyList<RoomGrantKey>> GrantAsync(
        StoreContext context, RoomGrant[] grants, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var begun = new HashSet<RoomGrantKey>(grants.Length);
        foreach (var some in grants.Chunk(RowsPerStatement))
        {
            // A row that is there is replaced only when its time is over; of concurrent callers the database lets one in.
            var sql = $$"""
                INSERT INTO {{context.Table<GrantRow>()}} AS present (room, user_id, granted_at, granted_after, expires_at) VALUES {{Rows(some.Length, ColumnCount)}}
                ON CONFLICT (room, user_id) DO UPDATE
                SET granted_at = excluded.granted_at, granted_after = excluded.granted_after, expires_at = excluded.expires_at
                WHERE present.expires_at <= {{{some.Length * ColumnCount}}}
                RETURNING *
                """;
            var rows = await context.Query<GrantRow>(sql, [.. some.SelectMany(Values), now.UtcTicks])
                .AsNoTracking()
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            begun.UnionWith(rows.Select(row => new RoomGrantKey(row.Room, row.UserId)));
            RoomGrant[] others = [.. some.Where(grant => !begun.Contains(new RoomGrantKey(grant.Room, grant.UserId)))];
            if (others.Length > 0)
            {
                await context.ExecuteAsync(
                    $$"""
                    INSERT INTO {{context.Table<GrantRow>()}} (room, user_id, granted_at, granted_after, expires_at) VALUES {{Rows(others.Length, ColumnCount)}}
                    ON CONFLICT (room, user_id) DO UPDATE SET expires_at = excluded.expires_at
                    """,
                    cancellationToken,
                    [.. others.SelectMany(Values)]).ConfigureAwait(false);
            }
        }

        return [.. begun];
    }

    /// <returns>Those that were there and whose time was not over.</returns>
    public static async Task<IReadOnlyList<RoomGrantKey>> RevokeAsync(
        StoreContext context, RoomGrantKey[] keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var revoked = new List<RoomGrantKey>(keys.Length);
        foreach (var some in keys.OrderBy(key => key.Room, StringComparer.Ordinal).ThenBy(key => key.UserId, StringComparer.Ordinal).Chunk(RowsPerStatement))
        {
            var those = $"WHERE (room, user_id) IN (VALUES {Rows(some.Length, 2)})";
            object[] values = [.. some.SelectMany(key => (object[])[key.Room, key.UserId])];
            var found = await context.Lock<GrantRow>($"{those} ORDER BY room{context.ByBytes}, user_id{context.ByBytes}", "FOR UPDATE", values)
                .AsNoTracking()
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
            {
                await context.ExecuteAsync($"DELETE FROM {context.Table<GrantRow>()} {those}", cancellationToken, values).ConfigureAwait(false);
            }

            revoked.AddRange(found.Where(row => !(row.ExpiresAt <= now)).Select(row => new RoomGrantKey(row.Room, row.UserId)));
        }

        return revoked;
    }

    private static object?[] Values(RoomGrant grant) =>
        [grant.Room, grant.UserId, grant.GrantedAt.UtcTicks, grant.GrantedAfter, grant.ExpiresAt?.UtcTicks];

    // ({0}, {1}), ({2}, {3}), …
    private static string Rows(int count, int columns) => string.Join(", ", Enumerable.Range(0, count).Select(row =>
        "(" + string.Join(", ", Enumerable.Range(row * columns, columns).Select(place => string.Create(CultureInfo.InvariantCulture, $"{{{place}}}"))) + ")"));
}
