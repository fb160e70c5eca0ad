namespace AudioTaiLoc.Realtime;

/// <summary>
/// What an <see cref="IChatStore"/> implements beside it when it can keep the event of a change until it is in the event log:
/// change and event are stored in one transaction, so that a crash between store and log loses nothing, and events leave in
/// the order in which their conversation changed. A store without it is fine; then the event is appended right after the change.
/// </summary>
public interface IChatOutbox
{
    /// <summary>
    /// Tells whether the grants that go with a change of a conversation are those that this grant store answers with. If not,
    /// <see cref="ConversationEffects"/> are given without grants and without revokes, and access is changed right after the conversation.
    /// </summary>
    bool KeepsGrantsOf(IRoomGrantStore grants);

    /// <summary>As <see cref="IChatStore.CreateAsync"/>; with a conversation that is created its effects are kept.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="logEpoch">The <see cref="IEventLog.Epoch"/> of the log that the events are for.</param>
    /// <param name="effects">What goes with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> CreateAsync(
        Conversation conversation, string logEpoch, ConversationEffects effects, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IChatStore.UpdateAsync"/>; with the change its effects are kept.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="update">What is to change.</param>
    /// <param name="logEpoch">The <see cref="IEventLog.Epoch"/> of the log that the events are for.</param>
    /// <param name="toEffects">Makes the effects of the conversation before and after; nobody changes it in between. When it throws, nothing is stored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Conversation?> UpdateAsync(
        string conversationId,
        ConversationUpdate update,
        string logEpoch,
        Func<Conversation, Conversation, ConversationEffects> toEffects,
        CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IChatStore.AppendAsync"/>; with a message that is appended its event is kept.</summary>
    /// <param name="message">The message.</param>
    /// <param name="logEpoch">The <see cref="IEventLog.Epoch"/> of the log that the event is for.</param>
    /// <param name="toEvent">Makes the event of the stored message; when it throws, nothing is stored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ChatAppendResult> AppendAsync(
        NewChatMessage message, string logEpoch, Func<ChatMessage, RealtimeEvent> toEvent, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IChatStore.ChangeMessageAsync"/>; with a message that was changed its event is kept, with one that stays as it is, because it is deleted, none.</summary>
    ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId,
        string? text,
        DateTimeOffset at,
        string logEpoch,
        Func<ChatMessage, RealtimeEvent> toEvent,
        CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IChatStore.MarkAsync"/>; with a mark that moved its event is kept.</summary>
    ValueTask<ChatMarkResult> MarkAsync(
        string conversationId,
        string userId,
        long sequence,
        ChatMarkKind kind,
        string logEpoch,
        Func<RealtimeEvent> toEvent,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Passes kept events on, those of a conversation in order, and removes what was passed on. Nodes that call at once take
    /// turns. When passing on fails, what went before is removed and the rest stays.
    /// </summary>
    /// <param name="logEpoch">Events for this log are passed on,</param>
    /// <param name="orphansBefore">and those for any other log that were kept before this time: that log is gone.</param>
    /// <param name="maxCount">The most events to pass on.</param>
    /// <param name="append">Appends to the log. An event is passed on again, after those that followed it perhaps, when the node dies before it is removed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were passed on; as many as asked for means that there may be more.</returns>
    ValueTask<int> RelayAsync(
        string logEpoch,
        DateTimeOffset orphansBefore,
        int maxCount,
        Func<RealtimeEvent, CancellationToken, ValueTask> append,
        CancellationToken cancellationToken = default);
}
