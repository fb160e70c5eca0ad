namespace AudioTaiLoc.Realtime.Chat;

/// <summary>The payload of <c>chat:subscribe</c>, <c>chat:unsubscribe</c>, <c>chat:close</c> and <c>chat:reopen</c>.</summary>
internal sealed record ConversationRequest(string? ConversationId, string? Since);

/// <summary>The payload of <c>chat:message</c>.</summary>
internal sealed record MessageRequest(
    string? ConversationId, string? Message, string? ClientMessageId, IReadOnlyList<AttachmentRequest?>? Attachments);

/// <summary>An item of a message's <c>attachments</c>.</summary>
internal sealed record AttachmentRequest(string? Url, string? Name, long? Size, string? MediaType);

/// <summary>The payload of <c>chat:history</c>.</summary>
internal sealed record HistoryRequest(string? ConversationId, long? Before, long? After, long? Limit);

/// <summary>The payload of <c>chat:typing</c>.</summary>
internal sealed record TypingRequest(string? ConversationId, bool? IsTyping);

/// <summary>The payload of <c>chat:read</c>.</summary>
internal sealed record ReadRequest(string? ConversationId, string? MessageId);

/// <summary>The payload of <c>chat:create</c>.</summary>
internal sealed record CreateRequest(string? Title, IReadOnlyList<string?>? Participants);

/// <summary>The payload of <c>chat:participants</c>.</summary>
internal sealed record ParticipantsRequest(string? ConversationId, IReadOnlyList<string?>? Add, IReadOnlyList<string?>? Remove);

/// <summary>The payload of <c>chat:edit</c>, and without the text of <c>chat:delete</c> and <c>chat:delivered</c>.</summary>
internal sealed record MessageIdRequest(string? MessageId, string? Message);
