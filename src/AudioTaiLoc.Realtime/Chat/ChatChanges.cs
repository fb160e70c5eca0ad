using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>
/// Changes messages and marks (<see cref="ConversationChanges"/>: conversations) and has it told, in the order of the changes: where the store keeps events, with the change
/// itself, and the relay passes them on; else in the conversation's turn, right after the change.
/// </summary>
internal sealed class ChatChanges(IChatStore store, IEventLog log, ChatRoom room, ConversationTurns turns, OutboxSignal signal)
{
    private readonly IChatOutbox? _outbox = store as IChatOutbox;

    /// <summary>Appends a message; its sender's own connection is not told.</summary>
    public async ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, string exceptConnectionId, CancellationToken cancellationToken)
    {
        if (_outbox is not null)
        {
            var kept = await _outbox.AppendAsync(
                message, log.Epoch, stored => room.MessageEvent("chat:message", stored, exceptConnectionId), cancellationToken).ConfigureAwait(false);
            signal.Set();
            return kept;
        }

        using (await turns.TakeAsync(message.ConversationId, cancellationToken).ConfigureAwait(false))
        {
            var result = await store.AppendAsync(message, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == ChatAppendOutcome.Appended)
            {
                await room.TellMessageAsync("chat:message", result.Message!, exceptConnectionId, cancellationToken).ConfigureAwait(false);
            }

            return result;
        }
    }

    /// <summary>Changes a message's text, or deletes it when the text is null.</summary>
    /// <returns>The message as it now is: with another text than asked for when it had been deleted; null when there is none.</returns>
    public async ValueTask<ChatMessage?> ChangeAsync(ChatMessage message, string? text, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var eventName = text is null ? "chat:deleted" : "chat:edited";
        if (_outbox is not null)
        {
            var kept = await _outbox.ChangeMessageAsync(
                message.Id, text, at, log.Epoch, stored => room.MessageEvent(eventName, stored, null), cancellationToken).ConfigureAwait(false);
            signal.Set();
            return kept;
        }

        using (await turns.TakeAsync(message.ConversationId, cancellationToken).ConfigureAwait(false))
        {
            var current = await store.FindMessageAsync(message.Id, cancellationToken).ConfigureAwait(false);
            if (current is null || current.DeletedAt is not null)
            {
                return current;
            }

            var changed = await store.ChangeMessageAsync(message.Id, text, at, cancellationToken).ConfigureAwait(false);
            if (changed is not null)
            {
                await room.TellMessageAsync(eventName, changed, null, cancellationToken).ConfigureAwait(false);
            }

            return changed;
        }
    }

    /// <summary>Moves a user's mark up to a message.</summary>
    public async ValueTask<ChatMarkResult> MarkAsync(ChatMessage message, string userId, ChatMarkKind kind, CancellationToken cancellationToken)
    {
        var eventName = kind == ChatMarkKind.Read ? "chat:read" : "chat:delivered";
        if (_outbox is not null)
        {
            var kept = await _outbox.MarkAsync(
                message.ConversationId,
                userId,
                message.Sequence,
                kind,
                log.Epoch,
                () => room.ReceiptEvent(eventName, userId, message),
                cancellationToken).ConfigureAwait(false);
            signal.Set();
            return kept;
        }

        using (await turns.TakeAsync(message.ConversationId, cancellationToken).ConfigureAwait(false))
        {
            var result = await store.MarkAsync(message.ConversationId, userId, message.Sequence, kind, cancellationToken).ConfigureAwait(false);
            if (result.Moved)
            {
                await room.TellReceiptAsync(eventName, userId, message, cancellationToken).ConfigureAwait(false);
            }

            return result;
        }
    }
}
