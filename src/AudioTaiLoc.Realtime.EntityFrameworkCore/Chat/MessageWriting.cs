using System.Text.Json;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Model;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Appending and changing messages, within a transaction.</summary>
internal static class MessageWriting
{
    public static async Task<ChatAppendResult> AppendAsync(
        StoreContext context, string id, NewChatMessage message, EventAnnouncement<ChatMessage>? announcement, CancellationToken cancellationToken)
    {
        var conversation = await context.LockOrBeginConversationAsync(message.ConversationId, message.SentAt, cancellationToken).ConfigureAwait(false);

        // First of all: a retry is told what became of its message, also when the conversation was closed since.
        if (await FindRetriedAsync(context, id, message, cancellationToken).ConfigureAwait(false) is { } present)
        {
            var found = present.ToMessage();
            return new ChatAppendResult(
                found.Id == id ? ChatAppendOutcome.Appended
                : found.Text == message.Text && found.Attachments.SequenceEqual(message.Attachments) ? ChatAppendOutcome.Repeated
                : ChatAppendOutcome.Conflict,
                found);
        }

        if (conversation.IsClosed)
        {
            return new ChatAppendResult(ChatAppendOutcome.Closed, null);
        }

        var author = await context.FindOrAddMemberAsync(message.ConversationId, message.UserId, cancellationToken).ConfigureAwait(false);
        author.OwnCount++;
        conversation.LastSequence++;
        conversation.LiveCount++;
        conversation.LastActivity = message.SentAt;
        var row = new MessageRow
        {
            Id = id,
            ConversationId = message.ConversationId,
            Sequence = conversation.LastSequence,
            UserId = message.UserId,
            Email = message.Email,
            Text = message.Text,
            Attachments = message.Attachments.Count == 0
                ? null
                : JsonSerializer.Serialize(message.Attachments, AttachmentJson.Default.IReadOnlyListChatAttachment),
            SentAt = message.SentAt,
            ClientMessageId = string.IsNullOrEmpty(message.ClientMessageId) ? null : message.ClientMessageId,
        };
        context.Db.Add(row);
        announcement?.AddTo(context, conversation, row.ToMessage());
        await context.Db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return new ChatAppendResult(ChatAppendOutcome.Appended, row.ToMessage());
    }

    public static async Task<ChatMessage?> ChangeAsync(
        StoreContext context, string messageId, string? text, DateTimeOffset at, EventAnnouncement<ChatMessage>? announcement, CancellationToken cancellationToken)
    {
        var conversationId = await context.Set<MessageRow>()
            .Where(row => row.Id == messageId)
            .Select(row => row.ConversationId)
            .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (conversationId is null
            || await context.LockConversationAsync(conversationId, cancellationToken).ConfigureAwait(false) is not { } conversation
            || await context.Set<MessageRow>().SingleOrDefaultAsync(row => row.Id == messageId, cancellationToken).ConfigureAwait(false) is not { } message)
        {
            return null;
        }

        if (message.DeletedAt is not null)
        {
            return message.ToMessage();
        }

        if (text is null)
        {
            message.Text = "";
            message.Attachments = null;
            message.DeletedAt = at;
            conversation.LiveCount--;
            var author = await context.FindOrAddMemberAsync(conversationId, message.UserId, cancellationToken).ConfigureAwait(false);
            author.OwnCount--;
            await context.Set<MemberRow>()
                .Where(row => row.ConversationId == conversationId && row.UserId != message.UserId && row.ReadUpTo >= message.Sequence)
                .ExecuteUpdateAsync(row => row.SetProperty(each => each.SeenCount, each => each.SeenCount - 1), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            message.Text = text;
            message.EditedAt = at;
        }

        announcement?.AddTo(context, conversation, message.ToMessage());
        await context.Db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return message.ToMessage();
    }

    private static async Task<MessageRow?> FindRetriedAsync(
        StoreContext context, string id, NewChatMessage message, CancellationToken cancellationToken)
    {
        var messages = context.Set<MessageRow>().AsNoTracking();
        if (message.ClientMessageId is { Length: > 0 } key)
        {
            return await messages.SingleOrDefaultAsync(
                row => row.ConversationId == message.ConversationId && row.UserId == message.UserId && row.ClientMessageId == key,
                cancellationToken).ConfigureAwait(false);
        }

        // Without a retry key only the database's own second run of this transaction can repeat it.
        return context.Db.Database.CreateExecutionStrategy().RetriesOnFailure
            ? await messages.SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false)
            : null;
    }
}
