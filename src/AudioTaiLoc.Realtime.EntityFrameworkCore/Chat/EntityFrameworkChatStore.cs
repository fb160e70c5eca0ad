using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Conversations and messages in a database: each call is one transaction.</summary>
internal sealed class EntityFrameworkChatStore(RealtimeDatabase database, TimeProvider time) : IChatStore, IChatOutbox, IDisposable
{
    private const int MaxPage = 100;

    private readonly OutboxRelaying _relaying = new(database);

    public async ValueTask<bool> CreateAsync(Conversation conversation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var own = conversation with { Participants = [.. conversation.Participants.Distinct(StringComparer.Ordinal)] };
        return await database.WriteAsync(
            (context, cancellation) => ConversationWriting.CreateAsync(context, own, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Conversation?> FindAsync(string conversationId, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => ConversationReading.FindAsync(context, conversationId, cancellation), cancellationToken).ConfigureAwait(false);

    public async ValueTask<Conversation?> UpdateAsync(string conversationId, ConversationUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return await database.WriteAsync(
            (context, cancellation) => ConversationWriting.UpdateAsync(context, conversationId, update, cancellation), cancellationToken).ConfigureAwait(false);
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
        return MarkAsync(conversationId, userId, sequence, kind, new EventAnnouncement(logEpoch, _ => toEvent(), time), cancellationToken);
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

    private EventAnnouncement Announce(string logEpoch, Func<ChatMessage, RealtimeEvent> toEvent)
    {
        ArgumentNullException.ThrowIfNull(toEvent);
        return new EventAnnouncement(logEpoch, message => toEvent(message!), time);
    }

    private async ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, EventAnnouncement? announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageWriting.CheckText(message.Text);
        // Made here, so that a transaction that is run again knows its own message.
        var id = Guid.CreateVersion7(message.SentAt).ToString("n");
        return await database.WriteAsync(
            (context, cancellation) => MessageWriting.AppendAsync(context, id, message, announcement, cancellation), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId, string? text, DateTimeOffset at, EventAnnouncement? announcement, CancellationToken cancellationToken)
    {
        MessageWriting.CheckText(text);
        return await database.WriteAsync(
            (context, cancellation) => MessageWriting.ChangeAsync(context, messageId, text, at, announcement, cancellation),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ChatMarkResult> MarkAsync(
        string conversationId, string userId, long sequence, ChatMarkKind kind, EventAnnouncement? announcement, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            (context, cancellation) => MarkWriting.MarkAsync(context, conversationId, userId, sequence, kind, announcement, cancellation),
            cancellationToken).ConfigureAwait(false);
}
