using System.Text.Json;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>A message of a conversation.</summary>
internal sealed class MessageRow
{
    public required string Id { get; set; }

    public required string ConversationId { get; set; }

    public long Sequence { get; set; }

    public required string UserId { get; set; }

    public string? Email { get; set; }

    public required string Text { get; set; }

    /// <summary>The attachments as a JSON array; null for none.</summary>
    public string? Attachments { get; set; }

    public DateTimeOffset SentAt { get; set; }

    public string? ClientMessageId { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    public ChatMessage ToMessage() => new(Id, ConversationId, Sequence, UserId, Email, Text, SentAt, ClientMessageId, EditedAt, DeletedAt)
    {
        Attachments = Attachments is null ? [] : JsonSerializer.Deserialize(Attachments, AttachmentJson.Default.ChatAttachmentArray)!,
    };
}
