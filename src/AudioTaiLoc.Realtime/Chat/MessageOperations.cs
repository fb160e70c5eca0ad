using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Writing, reading, changing and deleting messages.</summary>
internal sealed class MessageOperations(
    IChatStore store, ChatRoom room, ChatChanges changes, TypingTracker typing, RealtimeOptions options, TimeProvider time) : IOperationSource
{
    private const int DefaultPage = 50;
    private const int LargestPage = 100;

    public void AddTo(OperationTable table)
    {
        table.Add("chat:message", ChatJson.Default.MessageRequest, SendAsync);
        table.Add("chat:history", ChatJson.Default.HistoryRequest, ReadAsync);
        table.Add("chat:edit", ChatJson.Default.MessageIdRequest, EditAsync);
        table.Add("chat:delete", ChatJson.Default.MessageIdRequest, DeleteAsync);
    }

    private async ValueTask<Ack> SendAsync(Connection caller, MessageRequest request, CancellationToken cancellationToken)
    {
        var conversationId = Require.Id(request.ConversationId, "conversationId");
        var attachments = AttachmentCheck.Require(request.Attachments);
        var text = attachments.Count > 0 && string.IsNullOrWhiteSpace(request.Message)
            ? ""
            : Require.Text(request.Message, "message", options.Chat.MaximumMessageLength);
        var clientMessageId = Require.OptionalId(request.ClientMessageId, "clientMessageId");
        await room.DemandAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);

        var message = new NewChatMessage(conversationId, caller.UserId!, caller.Identity.Email, text, time.GetUtcNow(), clientMessageId)
        {
            Attachments = attachments,
        };
        var result = await changes.AppendAsync(message, caller.Id, cancellationToken).ConfigureAwait(false);
        switch (result.Outcome)
        {
            case ChatAppendOutcome.Conflict:
                throw new RealtimeException(RealtimeErrorCodes.Conflict, "Another message was sent with this 'clientMessageId'.");
            case ChatAppendOutcome.Closed:
                throw new RealtimeException(RealtimeErrorCodes.Conflict, "The conversation is closed.");
            default:
                await typing.StopAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
                return new MessageAck(result.Message!);
        }
    }

    private async ValueTask<Ack> ReadAsync(Connection caller, HistoryRequest request, CancellationToken cancellationToken)
    {
        var conversationId = Require.Id(request.ConversationId, "conversationId");
        var before = Require.Range(request.Before, "before", 0, long.MaxValue);
        var after = Require.Range(request.After, "after", 0, long.MaxValue);
        var limit = Require.Range(request.Limit, "limit", 1, LargestPage) ?? DefaultPage;
        await room.DemandAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
        return new HistoryAck(await store.ReadAsync(new ChatHistoryQuery(conversationId, before, after, (int)limit), cancellationToken).ConfigureAwait(false));
    }

    private ValueTask<Ack> EditAsync(Connection caller, MessageIdRequest request, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        Require.Id(request.MessageId, "messageId"),
        Require.Text(request.Message, "message", options.Chat.MaximumMessageLength),
        cancellationToken);

    private ValueTask<Ack> DeleteAsync(Connection caller, MessageIdRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(caller, Require.Id(request.MessageId, "messageId"), null, cancellationToken);

    private async ValueTask<Ack> ChangeAsync(Connection caller, string messageId, string? text, CancellationToken cancellationToken)
    {
        var found = await room.DemandMessageAsync(caller, messageId, cancellationToken).ConfigureAwait(false);
        if (found.UserId != caller.UserId)
        {
            throw new RealtimeException(RealtimeErrorCodes.Forbidden, "Only the author may change a message.");
        }

        var now = time.GetUtcNow();
        var changed = await changes.ChangeAsync(found, text, now, cancellationToken).ConfigureAwait(false)
            ?? throw new RealtimeException(RealtimeErrorCodes.NotFound, "There is no such message.");
        if (changed.DeletedAt is { } deletedAt)
        {
            // Deleting twice is the same as once; a deleted message has no text to edit.
            return text is null
                ? new TimestampAck(deletedAt)
                : throw new RealtimeException(RealtimeErrorCodes.Conflict, "The message is deleted.");
        }

        return new TimestampAck(now);
    }
}
