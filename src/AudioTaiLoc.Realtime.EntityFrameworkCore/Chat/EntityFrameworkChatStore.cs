using AudioTaiLoc.Realtime.EntityFrameworkCore.Storage;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>Conversations and messages in a database: each call is one transaction.</summary>
internal sealed class EntityFrameworkChatStore(RealtimeDatabase database) : IChatStore
{
    private const int MaxPage = 100;

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

    public async ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageWriting.CheckText(message.Text);
        // Made here, so that a transaction that is run again knows its own message.
        var id = Guid.CreateVersion7(message.SentAt).ToString("n");
        return await database.WriteAsync(
            (context, cancellation) => MessageWriting.AppendAsync(context, id, message, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ChatMessage?> FindMessageAsync(string messageId, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(
            (context, cancellation) => MessageReading.FindAsync(context, messageId, cancellation), cancellationToken).ConfigureAwait(false);

    public async ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId, string? text, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        MessageWriting.CheckText(text);
        return await database.WriteAsync(
            (context, cancellation) => MessageWriting.ChangeAsync(context, messageId, text, at, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ChatHistoryPage> ReadAsync(ChatHistoryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxPage);
        return await database.ReadAsync(
            (context, cancellation) => MessageReading.ReadAsync(context, query, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ChatMarkResult> MarkAsync(
        string conversationId, string userId, long sequence, ChatMarkKind kind, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(
            (context, cancellation) => MarkWriting.MarkAsync(context, conversationId, userId, sequence, kind, cancellation),
            cancellationToken).ConfigureAwait(false);
}
