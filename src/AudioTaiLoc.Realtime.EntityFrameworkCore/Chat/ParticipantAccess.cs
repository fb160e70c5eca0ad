using System.Globalization;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Gives and takes the rights that go with a change of a conversation, within its transaction.</summary>
internal static class ParticipantAccess
{
    // SQLite takes 32,766 parameters in a statement.
    private const int GrantsPerStatement = 1000;

    private const int Columns = 5;

    public static async Task ApplyAsync(StoreContext context, ConversationEffects effects, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // In one order everywhere, so that two that take or give the same rights do not wait for each other crosswise.
        RoomGrantKey[] revoked =
        [
            .. effects.Events.Where(each => each.Kind == EventKind.Revoke).Select(each => new RoomGrantKey(each.Target.Name!, each.Name)).Distinct(),
        ];
        await GrantWriting.RevokeAsync(context, revoked, now, cancellationToken).ConfigureAwait(false);
        var ordered = effects.Grants.OrderBy(grant => grant.Room, StringComparer.Ordinal).ThenBy(grant => grant.UserId, StringComparer.Ordinal);
        foreach (var grants in ordered.Chunk(GrantsPerStatement))
        {
            await GrantAsync(context, grants, now, cancellationToken).ConfigureAwait(false);
        }
    }

    // A right that is there keeps its beginning, unless its time is over.
    private static Task<int> GrantAsync(StoreContext context, RoomGrant[] grants, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(
            $$"""
            INSERT INTO {{context.Table<GrantRow>()}} AS present (room, user_id, granted_at, granted_after, expires_at) VALUES {{Rows(grants.Length)}}
            ON CONFLICT (room, user_id) DO UPDATE SET
            granted_at = CASE WHEN present.expires_at <= {{{grants.Length * Columns}}} THEN excluded.granted_at ELSE present.granted_at END,
            granted_after = CASE WHEN present.expires_at <= {{{grants.Length * Columns}}} THEN excluded.granted_after ELSE present.granted_after END,
            expires_at = excluded.expires_at
            """,
            cancellationToken,
            [.. grants.SelectMany(Values), now.UtcTicks]);

    private static object?[] Values(RoomGrant grant) =>
        [grant.Room, grant.UserId, grant.GrantedAt.UtcTicks, grant.GrantedAfter, grant.ExpiresAt?.UtcTicks];

    // ({0}, {1}, …), ({5}, {6}, …), …
    private static string Rows(int count) => string.Join(", ", Enumerable.Range(0, count).Select(row =>
        "(" + string.Join(", ", Enumerable.Range(row * Columns, Columns).Select(place => string.Create(CultureInfo.InvariantCulture, $"{{{place}}}"))) + ")"));
}
