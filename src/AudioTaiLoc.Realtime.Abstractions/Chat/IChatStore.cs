namespace AudioTaiLoc.Realtime;

/// <summary>Holds conversations and their messages. Implementations are thread-safe; every conversation that they return has its <see cref="Conversation.Receipts"/>.</summary>
public interface IChatStore
{
    /// <summary>Stores a new conversation.</summary>
    /// <returns>False when there is one with that id; nothing is changed then.</returns>
    ValueTask<bool> CreateAsync(Conversation conversation, CancellationToken cancellationToken = default);

    /// <summary>Finds a conversation, or null.</summary>
    ValueTask<Conversation?> FindAsync(string conversationId, CancellationToken cancellationToken = default);

    /// <summary>Changes a conversation.</summary>
    /// <returns>The conversation as it now is, or null when there is none.</returns>
    ValueTask<Conversation?> UpdateAsync(string conversationId, ConversationUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Lists the conversations a user takes part in, the one with the newest message first.</summary>
    ValueTask<IReadOnlyList<ConversationSummary>> ListAsync(string userId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Appends a message with the next sequence of its conversation.</summary>
    ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, CancellationToken cancellationToken = default);

    /// <summary>Finds a message, or null.</summary>
    ValueTask<ChatMessage?> FindMessageAsync(string messageId, CancellationToken cancellationToken = default);

    /// <summary>Changes a message's text, or deletes it when the text is null. Attachments stay with an edit and go with a deletion. A deleted message stays deleted.</summary>
    /// <returns>The message as it now is, or null when there is none.</returns>
    ValueTask<ChatMessage?> ChangeMessageAsync(string messageId, string? text, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of messages; deleted ones are in it, without their text and attachments. With it comes how far the participants are.</summary>
    ValueTask<ChatHistoryPage> ReadAsync(ChatHistoryQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves a user's mark in a conversation up to a sequence, never back and never past the newest message. What is read is
    /// delivered too. Marks are kept for whoever reads; in <see cref="Conversation.Receipts"/> are those of the present participants.
    /// </summary>
    ValueTask<ChatMarkResult> MarkAsync(
        string conversationId, string userId, long sequence, ChatMarkKind kind, CancellationToken cancellationToken = default);
}
