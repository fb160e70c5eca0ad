using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Telling the others what has been read and what has arrived.</summary>
internal sealed class ReceiptOperations(IChatStore store, ChatRoom room, ChatChanges changes, TimeProvider time) : IOperationSource
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

        return new UnreadAck((await changes.MarkAsync(message, caller.UserId!, ChatMarkKind.Read, cancellationToken).ConfigureAwait(false)).UnreadCount);
    }

    private async ValueTask<Ack> DeliveredAsync(Connection caller, MessageIdRequest request, CancellationToken cancellationToken)
    {
        var message = await room.DemandMessageAsync(caller, Require.Id(request.MessageId, "messageId"), cancellationToken).ConfigureAwait(false);
        await changes.MarkAsync(message, caller.UserId!, ChatMarkKind.Delivered, cancellationToken).ConfigureAwait(false);
        return new TimestampAck(time.GetUtcNow());
    }
}
