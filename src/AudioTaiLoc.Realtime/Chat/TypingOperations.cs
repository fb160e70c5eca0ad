using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary><c>chat:typing</c>.</summary>
internal sealed class TypingOperations(ChatRoom room, TypingTracker typing) : IOperationSource
{
    public void AddTo(OperationTable table) => table.Add("chat:typing", ChatJson.Default.TypingRequest, TypeAsync);

    private async ValueTask<Ack> TypeAsync(Connection caller, TypingRequest request, CancellationToken cancellationToken)
    {
        var conversationId = Require.Id(request.ConversationId, "conversationId");
        var isTyping = Require.Value(request.IsTyping, "isTyping");
        await room.DemandAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
        if (isTyping)
        {
            await typing.StartAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await typing.StopAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
        }

        return Ack.Done;
    }
}
