using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>
/// Locks a conversation's row until the end of the transaction. Everything that changes a conversation starts here, so that its
/// changes have one order, on whatever node they are made, and no two transactions wait for each other crosswise.
/// </summary>
internal static class ConversationLock
{
    /// <summary>Locks a conversation, or returns null when there is none.</summary>
    public static async Task<ConversationRow?> LockConversationAsync(this StoreContext context, string conversationId, CancellationToken cancellationToken)
    {
        var rows = await context.Lock<ConversationRow>("WHERE id = {0}", "FOR NO KEY UPDATE", conversationId)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return rows is [var row] ? row : null;
    }

    /// <summary>Locks a conversation that begins here if it did not before.</summary>
    public static async Task<ConversationRow> LockOrBeginConversationAsync(
        this StoreContext context, string conversationId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await context.LockConversationAsync(conversationId, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        await context.TryAddConversationAsync(new Conversation(conversationId, null, [], at), cancellationToken).ConfigureAwait(false);
        return await context.LockConversationAsync(conversationId, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("A conversation was removed while it began.");
    }

    /// <summary>Adds a conversation, without its participants.</summary>
    /// <returns>False when its id is taken, also by a transaction that was under way.</returns>
    public static async Task<bool> TryAddConversationAsync(this StoreContext context, Conversation conversation, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(
            $$"""
            INSERT INTO {{context.Table<ConversationRow>()}}
            (id, title, created_at, is_closed, last_sequence, last_activity, live_count, next_place, last_event)
            VALUES ({0}, {1}, {2}, {3}, 0, {2}, 0, {4}, 0) ON CONFLICT (id) DO NOTHING
            """,
            cancellationToken,
            conversation.Id,
            conversation.Title,
            conversation.CreatedAt.UtcTicks,
            conversation.IsClosed,
            conversation.Participants.Count).ConfigureAwait(false) > 0;

    /// <summary>Finds what the conversation knows of a user, or begins to know; new rows are stored with the next changes.</summary>
    public static async Task<MemberRow> FindOrAddMemberAsync(
        this StoreContext context, string conversationId, string userId, CancellationToken cancellationToken)
    {
        var member = await context.Set<MemberRow>()
            .SingleOrDefaultAsync(row => row.ConversationId == conversationId && row.UserId == userId, cancellationToken).ConfigureAwait(false);
        if (member is null)
        {
            member = new MemberRow { ConversationId = conversationId, UserId = userId };
            context.Db.Add(member);
        }

        return member;
    }
}
