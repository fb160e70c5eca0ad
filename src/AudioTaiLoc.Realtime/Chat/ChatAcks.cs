using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>The answer to <c>chat:message</c>.</summary>
internal sealed class MessageAck(ChatMessage message) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteString("id"u8, message.Id);
        writer.WriteTime("timestamp"u8, message.SentAt);
        writer.WriteNumber("sequence"u8, message.Sequence);
    }
}

/// <summary>The answer to <c>chat:history</c>.</summary>
internal sealed class HistoryAck(ChatHistoryPage page) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("messages"u8);
        foreach (var message in page.Messages)
        {
            ChatWriter.WriteMessage(writer, message);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("hasMore"u8, page.HasMore);
        ChatWriter.WriteReceipts(writer, page.Receipts);
    }
}

/// <summary>The answer to <c>chat:read</c>.</summary>
internal sealed class UnreadAck(int unreadCount) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer) => writer.WriteNumber("unreadCount"u8, unreadCount);
}

/// <summary>The answer to <c>chat:conversations</c>.</summary>
internal sealed class ConversationsAck(IReadOnlyList<ConversationSummary> conversations) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("conversations"u8);
        foreach (var conversation in conversations)
        {
            ChatWriter.WriteSummary(writer, conversation);
        }

        writer.WriteEndArray();
    }
}

/// <summary>The answer to a call that opened or changed a conversation.</summary>
internal sealed class ConversationAck(Conversation conversation) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("conversation"u8);
        ChatWriter.WriteConversation(writer, conversation);
    }
}
