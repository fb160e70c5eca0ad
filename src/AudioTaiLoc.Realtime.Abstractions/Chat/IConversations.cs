namespace AudioTaiLoc.Realtime;

/// <summary>Opens conversations and says who is in them: the store, the participants' access and the clients are told together.</summary>
public interface IConversations
{
    /// <summary>Opens a conversation, and grants its room to the participants.</summary>
    /// <param name="conversationId">Its id; null for a new one.</param>
    /// <param name="title">What to call it; may be null.</param>
    /// <param name="participants">The users in it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RealtimeException"><see cref="RealtimeErrorCodes.Conflict"/> when there is one with that id.</exception>
    Task<Conversation> CreateAsync(
        string? conversationId, string? title, IReadOnlyList<string> participants, CancellationToken cancellationToken = default);

    /// <summary>Finds a conversation, or null.</summary>
    Task<Conversation?> FindAsync(string conversationId, CancellationToken cancellationToken = default);

    /// <summary>Adds or removes participants, closes or opens again. Who is removed loses the room at once.</summary>
    /// <exception cref="RealtimeException"><see cref="RealtimeErrorCodes.NotFound"/> when there is no such conversation.</exception>
    Task<Conversation> UpdateAsync(string conversationId, ConversationUpdate update, CancellationToken cancellationToken = default);
}
