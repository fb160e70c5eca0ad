using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Finding messages and reading pages of them: a statement along an index, and for a page one for the participants' marks.</summary>
internal static class MessageReading
{
    public static async Task<ChatMessage?> FindAsync(StoreContext context, string messageId, CancellationToken cancellationToken)
    {
        var row = await context.Set<MessageRow>().AsNoTracking()
            .SingleOrDefaultAsync(each => each.Id == messageId, cancellationToken).ConfigureAwait(false);
        return row?.ToMessage();
    }

    public static async Task<ChatHistoryPage> ReadAsync(StoreContext context, ChatHistoryQuery query, CancellationToken cancellationToken)
    {
        var rows = context.Set<MessageRow>().AsNoTracking().Where(row => row.ConversationId == query.ConversationId);
        if (query.After is { } after)
        {
            rows = rows.Where(row => row.Sequence > after);
        }

        if (query.Before is { } before)
        {
            rows = rows.Where(row => row.Sequence < before);
        }

        var isForward = query is { After: not null, Before: null };
        rows = isForward ? rows.OrderBy(row => row.Sequence) : rows.OrderByDescending(row => row.Sequence);

        // One more than asked for tells whether there are more.
        var found = await rows.Take(query.Limit + 1).ToListAsync(cancellationToken).ConfigureAwait(false);
        var page = found.Take(query.Limit);
        var participants = await ConversationReading.ListParticipantsAsync(context, query.ConversationId, cancellationToken).ConfigureAwait(false);
        return new ChatHistoryPage([.. (isForward ? page : page.Reverse()).Select(row => row.ToMessage())], found.Count > query.Limit)
        {
            Receipts = ConversationReading.ToReceipts(participants),
        };
    }
}
