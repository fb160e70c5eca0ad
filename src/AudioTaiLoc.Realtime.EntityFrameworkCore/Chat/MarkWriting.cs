using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Moving users' marks, within a transaction.</summary>
internal static class MarkWriting
{
    public static async Task<ChatMarkResult> MarkAsync(
        StoreContext context,
        string conversationId,
        string userId,
        long sequence,
        ChatMarkKind kind,
        EventAnnouncement<ChatMarkResult>? announcement,
        CancellationToken cancellationToken)
    {
        if (await context.LockConversationAsync(conversationId, cancellationToken).ConfigureAwait(false) is not { } conversation)
        {
            return new ChatMarkResult(false, 0);
        }

        var member = await context.FindOrAddMemberAsync(conversationId, userId, cancellationToken).ConfigureAwait(false);
        var upTo = Math.Min(sequence, conversation.LastSequence);
        var moved = upTo > (kind == ChatMarkKind.Read ? member.ReadUpTo : member.DeliveredUpTo);
        if (moved)
        {
            member.DeliveredUpTo = Math.Max(member.DeliveredUpTo, upTo);
            if (kind == ChatMarkKind.Read)
            {
                member.SeenCount = await CountSeenAsync(context, conversation, member, upTo, cancellationToken).ConfigureAwait(false);
                member.ReadUpTo = upTo;
            }

        }

        var result = new ChatMarkResult(moved, MemberRow.CountUnread(conversation.LiveCount, member.OwnCount, member.SeenCount));
        if (moved)
        {
            announcement?.AddTo(context, conversation, result);
            await context.Db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private static async Task<long> CountSeenAsync(
        StoreContext context, ConversationRow conversation, MemberRow member, long upTo, CancellationToken cancellationToken)
    {
        if (upTo == conversation.LastSequence)
        {
            return conversation.LiveCount - member.OwnCount;
        }

        // Only what lies between the two marks: a reader passes each message once.
        var from = member.ReadUpTo;
        return member.SeenCount + await context.Set<MessageRow>().LongCountAsync(
            row => row.ConversationId == conversation.Id && row.Sequence > from && row.Sequence <= upTo
                && row.UserId != member.UserId && row.DeletedAt == null,
            cancellationToken).ConfigureAwait(false);
    }
}
