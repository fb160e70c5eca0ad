namespace AudioTaiLoc.Realtime;

/// <summary>A message of a conversation.</summary>
/// <param name="Id">Its id, unique in the store.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Sequence">Its place in the conversation: 1, 2, 3, … without a gap.</param>
/// <param name="UserId">Who wrote it.</param>
/// <param name="Email">The author's address, when the author's claims had one.</param>
/// <param name="Text">What was written; empty once deleted, and perhaps where there are attachments.</param>
/// <param name="SentAt">When it was stored.</param>
/// <param name="ClientMessageId">The author's retry key; may be null.</param>
/// <param name="EditedAt">When the text was last changed; null for never.</param>
/// <param name="DeletedAt">When it was deleted; null for never.</param>
public sealed record ChatMessage(
    string Id,
    string ConversationId,
    long Sequence,
    string UserId,
    string? Email,
    string Text,
    DateTimeOffset SentAt,
    string? ClientMessageId = null,
    DateTimeOffset? EditedAt = null,
    DateTimeOffset? DeletedAt = null)
{
    /// <summary>What it points to, in the author's order; none once deleted.</summary>
    public IReadOnlyList<ChatAttachment> Attachments { get; init; } = [];
}
