using AudioTaiLoc.Realtime.EntityFrameworkCore.Rooms;
using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Conversations and messages in a database: each call is one transaction.</summary>
internal sealed class EntityFrameworkChatStore(RealtimeDatabase database, EntityFrameworkStoreOptions options, TimeProvider time)
    : IChatStore, IChatOutbox, IDisposable
{
    private const int MaxPage = 100;

    private readonly OutboxRelaying _relaying = new(database, options, time);

    // All stores of a host are in its one database.
    public bool KeepsGrantsOf(IRoomGrantStore grants) => grants is EntityFrameworkRoomGrantStore;

    public ValueTask<bool> CreateAsync(Conversation conversation, CancellationToken cancellationToken = default) =>
        CreateAsync(conversation, null, cancellationToken);

    public ValueTask<bool> CreateAsync(
        Conversation conversation, string logEpoch, ConversationEffects effects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(effects);
        return CreateAsync(conversation, new ConversationAnnouncement(logEpoch, (_, _) => effects, time), cancellationToken);
    }

    public async ValueTask<Conversation?> FindAsync(string conversationId, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => ConversationReading.FindAsync(context, conversationId, cancellation), cancellationToken).ConfigureAwait(false);

    public ValueTask<Conversation?> UpdateAsync(string conversationId, ConversationUpdate update, CancellationToken cancellationToken = default) =>
        UpdateAsync(conversationId, update, null, cancellationToken);

    public ValueTask<Conversation?> UpdateAsync(
        string conversationId,
        ConversationUpdate update,
        string logEpoch,
        Func<Conversation, Conversation, ConversationEffects> toEffects,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(toEffects);
        return UpdateAsync(conversationId, update, new ConversationAnnouncement(logEpoch, toEffects, time), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ConversationSummary>> ListAsync(string userId, int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => ConversationReading.ListAsync(context, userId, limit, cancellation), cancellationToken).ConfigureAwait(false);

    public ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, CancellationToken cancellationToken = default) =>
        AppendAsync(message, null, cancellationToken);

    public ValueTask<ChatAppendResult> AppendAsync(
        NewChatMessage message, string logEpoch, Func<ChatMessage, RealtimeEvent> toEvent, CancellationToken cancellationToken = default) =>
        AppendAsync(message, Announce(logEpoch, toEvent), cancellationToken);

    public async ValueTask<ChatMessage?> FindMessageAsync(string messageId, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => MessageReading.FindAsync(context, messageId, cancellation), cancellationToken).ConfigureAwait(false);

    public ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId, string? text, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ChangeMessageAsync(messageId, text, at, null, cancellationToken);

    public ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId,
        string? text,
        DateTimeOffset at,
        string logEpoch,
        Func<ChatMessage, RealtimeEvent> toEvent,
        CancellationToken cancellationToken = default) =>
        ChangeMessageAsync(messageId, text, at, Announce(logEpoch, toEvent), cancellationToken);

    public async ValueTask<ChatHistoryPage> ReadAsync(ChatHistoryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxPage);
        return await database.ReadAsync(
            (context, cancellation) => MessageReading.ReadAsync(context, query, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ChatMarkResult> MarkAsync(
        string conversationId, string userId, long sequence, ChatMarkKind kind, CancellationToken cancellationToken = default) =>
        MarkAsync(conversationId, userId, sequence, kind, null, cancellationToken);

    public ValueTask<ChatMarkResult> MarkAsync(
        string conversationId,
        string userId,
        long sequence,
        ChatMarkKind kind,
        string logEpoch,
        Func<RealtimeEvent> toEvent,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(toEvent);
        return MarkAsync(conversationId, userId, sequence, kind, new EventAnnouncement<ChatMarkResult>(logEpoch, _ => [toEvent()], time), cancellationToken);
    }

    public ValueTask<int> RelayAsync(
        string logEpoch,
        DateTimeOffset orphansBefore,
        int maxCount,
        Func<RealtimeEvent, CancellationToken, ValueTask> append,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(append);
        return _relaying.RelayAsync(logEpoch, orphansBefore, maxCount, append, cancellationToken);
    }

    public void Dispose() => _relaying.Dispose();

    private EventAnnouncement<ChatMessage> Announce(string logEpoch, Func<ChatMessage, RealtimeEvent> toEvent)
    {
        ArgumentNullException.ThrowIfNull(toEvent);
        return new EventAnnouncement<ChatMessage>(logEpoch, message => [toEvent(message)], time);
    }

    private async ValueTask<bool> CreateAsync(
        Conversation conversation, ConversationAnnouncement? announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        StorableText.Check(conversation.Title, "A title");
        var own = conversation with { Participants = [.. conversation.Participants.Distinct(StringComparer.Ordinal)] };
        return await database.WriteAsync(
            (context, cancellation) => ConversationWriting.CreateAsync(context, own, announcement, cancellation), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Conversation?> UpdateAsync(
        string conversationId, ConversationUpdate update, ConversationAnnouncement? announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return await database.WriteAsync(
            (context, cancellation) => ConversationWriting.UpdateAsync(context, conversationId, update, announcement, cancellation),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, EventAnnouncement<ChatMessage>? announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        StorableText.Check(message.Text, "A message");
        // Made here, so that a transaction that is run again knows its own message.
        var id = Guid.CreateVersion7(message.SentAt).ToString("n");
        return await database.WriteAsync(
            (context, cancellation) => MessageWriting.AppendAsync(context, id, message, announcement, cancellation), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId, string? text, DateTimeOffset at, EventAnnouncement<ChatMessage>? announcement, CancellationToken cancellationToken)
    {
        StorableText.Check(text, "A message");
        return await database.WriteAsync(
            (context, cancellation) => MessageWriting.ChangeAsync(context, messageId, text, at, announcement, cancellation),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ChatMarkResult> MarkAsync(
        string conversationId, string userId, long sequence, ChatMarkKind kind, EventAnnouncement<ChatMarkResult>? announcement, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            (context, cancellation) => MarkWriting.MarkAsync(context, conversationId, userId, sequence, kind, announcement, cancellation),
            cancellationToken).ConfigureAwait(false);
}
