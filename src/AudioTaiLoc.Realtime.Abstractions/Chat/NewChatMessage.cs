namespace AudioTaiLoc.Realtime;

/// <summary>A message to append.</summary>
/// <param name="ConversationId">The conversation; one that does not exist begins with it, without participants.</param>
/// <param name="UserId">Who writes.</param>
/// <param name="Email">The author's address; may be null.</param>
/// <param name="Text">What is written.</param>
/// <param name="SentAt">When.</param>
/// <param name="ClientMessageId">The retry key, unique per conversation and author; null for none.</param>
public sealed record NewChatMessage(
    string ConversationId, string UserId, string? Email, string Text, DateTimeOffset SentAt, string? ClientMessageId = null)
{
    /// <summary>What it points to. With a retry key they belong to what must be the same again.</summary>
    public IReadOnlyList<ChatAttachment> Attachments { get; init; } = [];
}
