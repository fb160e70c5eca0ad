using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Finding and listing conversations: two statements, however many conversations there are.</summary>
internal static class ConversationReading
{
    public static async Task<Conversation?> FindAsync(StoreContext context, string conversationId, CancellationToken cancellationToken)
    {
        var conversation = await context.Set<ConversationRow>().AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == conversationId, cancellationToken).ConfigureAwait(false);
        if (conversation is null)
        {
            return null;
        }

        return ToConversation(conversation, await ListParticipantsAsync(context, conversationId, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The participants' rows, in no order.</summary>
    public static Task<List<MemberRow>> ListParticipantsAsync(StoreContext context, string conversationId, CancellationToken cancellationToken) =>
        context.Set<MemberRow>().AsNoTracking()
            .Where(row => row.ConversationId == conversationId && row.Place != null)
            .ToListAsync(cancellationToken);

    public static async Task<IReadOnlyList<ConversationSummary>> ListAsync(
        StoreContext context, string userId, int limit, CancellationToken cancellationToken)
    {
        var own = await context.Set<MemberRow>().AsNoTracking()
            .Where(member => member.UserId == userId && member.Place != null)
            .Join(
                context.Set<ConversationRow>(),
                member => member.ConversationId,
                conversation => conversation.Id,
                (member, conversation) => new { Member = member, Conversation = conversation })
            .OrderByDescending(pair => pair.Conversation.LastActivity)
            .ThenBy(pair => pair.Conversation.Id)
            .Take(limit)
            .LeftJoin(
                context.Set<MessageRow>(),
                pair => new { ConversationId = pair.Conversation.Id, Sequence = pair.Conversation.LastSequence },
                message => new { message.ConversationId, message.Sequence },
                (pair, last) => new { pair.Member, pair.Conversation, Last = last })
            .OrderByDescending(each => each.Conversation.LastActivity)
            .ThenBy(each => each.Conversation.Id)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        if (own.Count == 0)
        {
            return [];
        }

        string[] ids = [.. own.Select(each => each.Conversation.Id)];
        var participants = (await context.Set<MemberRow>().AsNoTracking()
            .Where(member => ids.Contains(member.ConversationId) && member.Place != null)
            .ToListAsync(cancellationToken).ConfigureAwait(false)).ToLookup(member => member.ConversationId, StringComparer.Ordinal);
        return [.. own.Select(each => new ConversationSummary(
            ToConversation(each.Conversation, participants[each.Conversation.Id]),
            each.Last?.ToMessage(),
            MemberRow.CountUnread(each.Conversation.LiveCount, each.Member.OwnCount, each.Member.SeenCount)))];
    }

    public static Conversation ToConversation(ConversationRow conversation, IEnumerable<MemberRow> members)
    {
        var receipts = ToReceipts(members);
        return new Conversation(
            conversation.Id, conversation.Title, [.. receipts.Select(receipt => receipt.UserId)], conversation.CreatedAt, conversation.IsClosed)
        {
            Receipts = receipts,
        };
    }

    /// <summary>How far the participants among the members came, in the order of the participants.</summary>
    public static ChatReceipt[] ToReceipts(IEnumerable<MemberRow> members) =>
        [.. members.Where(member => member.Place is not null)
            .OrderBy(member => member.Place)
            .Select(member => new ChatReceipt(member.UserId, member.DeliveredUpTo, member.ReadUpTo))];
}
