using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Telling the others what has been read and what has arrived.</summary>
internal sealed class ReceiptOperations(IChatStore store, ChatRoom room, TimeProvider time) : IOperationSource
{
    public void AddTo(OperationTable table)
    {
        table.Add("chat:read", ChatJson.Default.ReadRequest, ReadAsync);
        table.Add("chat:delivered", ChatJson.Default.MessageIdRequest, DeliveredAsync);
    }

    private async ValueTask<Ack> ReadAsync(Connection caller, ReadRequest request, CancellationToken cancellationToken)
    {
        var conversationId = Require.Id(request.ConversationId, "conversationId");
        var messageId = Require.Id(request.MessageId, "messageId");
        await room.DemandAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
        var message = await store.FindMessageAsync(messageId, cancellationToken).ConfigureAwait(false);
        if (message?.ConversationId != conversationId)
        {
            throw new RealtimeException(RealtimeErrorCodes.NotFound, "There is no such message in this conversation.");
        }

        return new UnreadAck((await MarkAsync(caller, message, ChatMarkKind.Read, "chat:read", cancellationToken).ConfigureAwait(false)).UnreadCount);
    }

    private async ValueTask<Ack> DeliveredAsync(Connection caller, MessageIdRequest request, CancellationToken cancellationToken)
    {
        var message = await room.DemandMessageAsync(caller, Require.Id(request.MessageId, "messageId"), cancellationToken).ConfigureAwait(false);
        await MarkAsync(caller, message, ChatMarkKind.Delivered, "chat:delivered", cancellationToken).ConfigureAwait(false);
        return new TimestampAck(time.GetUtcNow());
    }

    private async ValueTask<ChatMarkResult> MarkAsync(
        Connection caller, ChatMessage message, ChatMarkKind kind, string eventName, CancellationToken cancellationToken)
    {
        var result = await store.MarkAsync(message.ConversationId, caller.UserId!, message.Sequence, kind, cancellationToken).ConfigureAwait(false);
        if (result.Moved)
        {
            await room.TellReceiptAsync(eventName, caller.UserId!, message, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }
}
