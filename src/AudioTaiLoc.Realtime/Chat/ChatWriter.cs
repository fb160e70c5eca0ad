using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Messages and conversations as clients see them, in events and in acks.</summary>
internal static class ChatWriter
{
    public static void WriteMessage(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, message.Id);
        writer.WriteString("conversationId"u8, message.ConversationId);
        writer.WriteString("userId"u8, message.UserId);
        if (message.Email is not null)
        {
            writer.WriteString("email"u8, message.Email);
        }

        writer.WriteString("message"u8, message.Text);
        writer.WriteTime("timestamp"u8, message.SentAt);
        writer.WriteNumber("sequence"u8, message.Sequence);
        if (message.ClientMessageId is not null)
        {
            writer.WriteString("clientMessageId"u8, message.ClientMessageId);
        }

        if (message.Attachments.Count > 0)
        {
            WriteAttachments(writer, message.Attachments);
        }

        if (message.EditedAt is { } editedAt)
        {
            writer.WriteTime("editedAt"u8, editedAt);
        }

        if (message.DeletedAt is { } deletedAt)
        {
            writer.WriteTime("deletedAt"u8, deletedAt);
        }

        writer.WriteEndObject();
    }

    public static void WriteReceipt(Utf8JsonWriter writer, string userId, ChatMessage message, DateTimeOffset at)
    {
        writer.WriteStartObject();
        writer.WriteString("conversationId"u8, message.ConversationId);
        writer.WriteString("userId"u8, userId);
        writer.WriteString("messageId"u8, message.Id);
        writer.WriteTime("timestamp"u8, at);
        writer.WriteEndObject();
    }

    public static void WriteConversation(Utf8JsonWriter writer, Conversation conversation)
    {
        writer.WriteStartObject();
        WriteConversationFields(writer, conversation);
        writer.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter writer, ConversationSummary summary)
    {
        writer.WriteStartObject();
        WriteConversationFields(writer, summary.Conversation);
        if (summary.LastMessage is { } last)
        {
            writer.WritePropertyName("lastMessage"u8);
            WriteMessage(writer, last);
        }
        else
        {
            writer.WriteNull("lastMessage"u8);
        }

        writer.WriteNumber("unreadCount"u8, summary.UnreadCount);
        writer.WriteEndObject();
    }

    /// <summary>Writes how far the participants came, as the field <c>receipts</c>.</summary>
    public static void WriteReceipts(Utf8JsonWriter writer, IReadOnlyList<ChatReceipt> receipts)
    {
        writer.WriteStartArray("receipts"u8);
        foreach (var receipt in receipts)
        {
            writer.WriteStartObject();
            writer.WriteString("userId"u8, receipt.UserId);
            writer.WriteNumber("deliveredSequence"u8, receipt.DeliveredSequence);
            writer.WriteNumber("readSequence"u8, receipt.ReadSequence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAttachments(Utf8JsonWriter writer, IReadOnlyList<ChatAttachment> attachments)
    {
        writer.WriteStartArray("attachments"u8);
        foreach (var attachment in attachments)
        {
            writer.WriteStartObject();
            writer.WriteString("url"u8, attachment.Url);
            writer.WriteString("name"u8, attachment.Name);
            writer.WriteNumber("size"u8, attachment.Size);
            writer.WriteString("mediaType"u8, attachment.MediaType);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteConversationFields(Utf8JsonWriter writer, Conversation conversation)
    {
        writer.WriteString("id"u8, conversation.Id);
        writer.WriteString("title"u8, conversation.Title);
        writer.WriteStartArray("participants"u8);
        foreach (var participant in conversation.Participants)
        {
            writer.WriteStringValue(participant);
        }

        writer.WriteEndArray();
        writer.WriteTime("createdAt"u8, conversation.CreatedAt);
        writer.WriteBoolean("closed"u8, conversation.IsClosed);
        WriteReceipts(writer, conversation.Receipts);
    }
}
