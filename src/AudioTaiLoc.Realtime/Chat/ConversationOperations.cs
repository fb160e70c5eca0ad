using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Following, listing, opening and changing conversations.</summary>
internal sealed class ConversationOperations(
    IConversations conversations, IChatStore store, RoomSubscriber rooms, ChatRoom room, RealtimeOptions options) : IOperationSource
{
    private const int MaximumTitleLength = 200;
    private const int LongestList = 200;

    public void AddTo(OperationTable table)
    {
        var json = ChatJson.Default;
        table.Add("chat:subscribe", json.ConversationRequest, SubscribeAsync);
        table.Add("chat:unsubscribe", json.ConversationRequest, UnsubscribeAsync, OperationAccess.Anyone);
        table.Add("chat:conversations", json.EmptyRequest, ListAsync);
        table.Add("chat:create", json.CreateRequest, CreateAsync);
        table.Add("chat:close", json.ConversationRequest, (caller, request, cancellation) =>
            UpdateAsync(caller, request.ConversationId, new ConversationUpdate { IsClosed = true }, cancellation));
        table.Add("chat:reopen", json.ConversationRequest, (caller, request, cancellation) =>
            UpdateAsync(caller, request.ConversationId, new ConversationUpdate { IsClosed = false }, cancellation));
        table.Add("chat:participants", json.ParticipantsRequest, ChangeParticipantsAsync);
    }

    private async ValueTask<Ack> SubscribeAsync(Connection caller, ConversationRequest request, CancellationToken cancellationToken)
    {
        var name = RealtimeRooms.Chat(Require.Id(request.ConversationId, "conversationId"));
        var since = Require.EventId(request.Since, "since");
        var joined = await rooms.JoinAsync(caller, name, since, cancellationToken).ConfigureAwait(false);
        return new RoomAck(name, joined.Recovered, joined.EventId);
    }

    private async ValueTask<Ack> UnsubscribeAsync(Connection caller, ConversationRequest request, CancellationToken cancellationToken)
    {
        var name = RealtimeRooms.Chat(Require.Id(request.ConversationId, "conversationId"));
        await rooms.LeaveAsync(caller, name).ConfigureAwait(false);
        return new RoomAck(name);
    }

    private async ValueTask<Ack> ListAsync(Connection caller, EmptyRequest request, CancellationToken cancellationToken) =>
        new ConversationsAck(await store.ListAsync(caller.UserId!, LongestList, cancellationToken).ConfigureAwait(false));

    private async ValueTask<Ack> CreateAsync(Connection caller, CreateRequest request, CancellationToken cancellationToken)
    {
        var title = request.Title is null ? null : Require.Text(request.Title, "title", MaximumTitleLength);
        var participants = Require.Ids(request.Participants, "participants", options.Chat.MaximumParticipants - 1);
        return new ConversationAck(await conversations.CreateAsync(null, title, [caller.UserId!, .. participants], cancellationToken).ConfigureAwait(false));
    }

    private ValueTask<Ack> ChangeParticipantsAsync(Connection caller, ParticipantsRequest request, CancellationToken cancellationToken)
    {
        if (request.Add is null && request.Remove is null)
        {
            throw Require.Invalid("'add' or 'remove' is required.");
        }

        var update = new ConversationUpdate
        {
            AddParticipants = request.Add is null ? null : Require.Ids(request.Add, "add", options.Chat.MaximumParticipants),
            RemoveParticipants = request.Remove is null ? null : Require.Ids(request.Remove, "remove", options.Chat.MaximumParticipants),
        };
        return UpdateAsync(caller, request.ConversationId, update, cancellationToken);
    }

    private async ValueTask<Ack> UpdateAsync(Connection caller, string? id, ConversationUpdate update, CancellationToken cancellationToken)
    {
        var conversationId = Require.Id(id, "conversationId");
        await room.DemandAsync(caller, conversationId, cancellationToken).ConfigureAwait(false);
        return new ConversationAck(await conversations.UpdateAsync(conversationId, update, cancellationToken).ConfigureAwait(false));
    }
}
