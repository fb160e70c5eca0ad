using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Who may act in a conversation, and what its room is told.</summary>
internal sealed class ChatRoom(RoomGate gate, IChatStore store, EventPublisher publisher, TimeProvider time)
{
    /// <summary>Refuses who may not act in the conversation.</summary>
    public async ValueTask DemandAsync(Connection caller, string conversationId, CancellationToken cancellationToken) =>
        await gate.DemandAsync(caller, RealtimeRooms.Chat(conversationId), cancellationToken).ConfigureAwait(false);

    /// <summary>Finds a message that the caller may see.</summary>
    public async ValueTask<ChatMessage> DemandMessageAsync(Connection caller, string messageId, CancellationToken cancellationToken)
    {
        var message = await store.FindMessageAsync(messageId, cancellationToken).ConfigureAwait(false)
            ?? throw new RealtimeException(RealtimeErrorCodes.NotFound, "There is no such message.");
        await DemandAsync(caller, message.ConversationId, cancellationToken).ConfigureAwait(false);
        return message;
    }

    public ValueTask<long> TellMessageAsync(string eventName, ChatMessage message, string? exceptConnectionId, CancellationToken cancellationToken) =>
        publisher.PublishAsync(
            EventTarget.Room(RealtimeRooms.Chat(message.ConversationId)),
            eventName,
            message,
            static (writer, state) => ChatWriter.WriteMessage(writer, state),
            exceptConnectionId: exceptConnectionId,
            cancellationToken: cancellationToken);

    public ValueTask<long> TellConversationAsync(EventTarget target, Conversation conversation, CancellationToken cancellationToken) =>
        publisher.PublishAsync(
            target,
            "chat:conversation",
            conversation,
            static (writer, state) => ChatWriter.WriteConversation(writer, state),
            cancellationToken: cancellationToken);

    /// <summary>The event that tells of a message, for a store that keeps it with the message.</summary>
    public RealtimeEvent MessageEvent(string eventName, ChatMessage message, string? exceptConnectionId) => publisher.Create(
        EventTarget.Room(RealtimeRooms.Chat(message.ConversationId)),
        eventName,
        message,
        static (writer, state) => ChatWriter.WriteMessage(writer, state),
        exceptConnectionId);

    /// <summary>The event that tells of a conversation, for a store that keeps it with the conversation.</summary>
    public RealtimeEvent ConversationEvent(EventTarget target, Conversation conversation) =>
        publisher.Create(target, "chat:conversation", conversation, static (writer, state) => ChatWriter.WriteConversation(writer, state));

    /// <summary>The event that tells of a mark, for a store that keeps it with the mark.</summary>
    public RealtimeEvent ReceiptEvent(string eventName, string userId, ChatMessage message) => publisher.Create(
        EventTarget.Room(RealtimeRooms.Chat(message.ConversationId)),
        eventName,
        (userId, message, At: time.GetUtcNow()),
        static (writer, state) => ChatWriter.WriteReceipt(writer, state.userId, state.message, state.At));

    /// <summary>Tells that a user has read, or has got, the messages up to one.</summary>
    public ValueTask<long> TellReceiptAsync(string eventName, string userId, ChatMessage message, CancellationToken cancellationToken) =>
        publisher.PublishAsync(
            EventTarget.Room(RealtimeRooms.Chat(message.ConversationId)),
            eventName,
            (userId, message, At: time.GetUtcNow()),
            static (writer, state) => ChatWriter.WriteReceipt(writer, state.userId, state.message, state.At),
            cancellationToken: cancellationToken);

    public ValueTask<long> TellTypingAsync(string conversationId, string userId, bool isTyping, string exceptConnectionId, CancellationToken cancellationToken) =>
        publisher.PublishAsync(
            EventTarget.Room(RealtimeRooms.Chat(conversationId)),
            "chat:typing",
            (conversationId, userId, isTyping),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                writer.WriteString("conversationId"u8, state.conversationId);
                writer.WriteString("userId"u8, state.userId);
                writer.WriteBoolean("isTyping"u8, state.isTyping);
                writer.WriteEndObject();
            },
            // Each connection's own word: who is left out of it is always the same.
            new EventTraits { IsVolatile = true, ExceptConnectionId = exceptConnectionId, ConflationKey = "typing " + exceptConnectionId },
            cancellationToken);
}
