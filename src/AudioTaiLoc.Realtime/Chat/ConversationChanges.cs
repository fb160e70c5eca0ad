using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>
/// Opens and changes conversations, with their access and what is told of it. Where the store keeps events all of it is one
/// transaction, and the relay passes the events and the ends of rights on; else one follows the other, in the conversation's turn.
/// </summary>
internal sealed class ConversationChanges(
    IChatStore store,
    IRoomGrantStore grants,
    IRoomAccess access,
    IEventLog log,
    ChatRoom room,
    ConversationTurns turns,
    OutboxRelay relay,
    OutboxSignal signal,
    TimeProvider time)
{
    private readonly IChatOutbox? _outbox = store as IChatOutbox;
    private readonly bool _keepsGrants = store is IChatOutbox outbox && outbox.KeepsGrantsOf(grants);

    /// <summary>Opens a conversation.</summary>
    /// <returns>False when there is one with that id.</returns>
    public async ValueTask<bool> CreateAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        // Nobody is in the room yet: the participants are told themselves.
        var told = EventTarget.Users(conversation.Participants);
        if (_outbox is not null)
        {
            var effects = new ConversationEffects(conversation.Participants.Count == 0 ? [] : [room.ConversationEvent(told, conversation)])
            {
                Grants = _keepsGrants ? GrantsFor(conversation.Id, conversation.Participants) : [],
            };
            if (!await _outbox.CreateAsync(conversation, log.Epoch, effects, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            await ChangeOtherAccessAsync(conversation.Id, [], conversation.Participants, cancellationToken).ConfigureAwait(false);
            signal.Set();
            return true;
        }

        using (await turns.TakeAsync(conversation.Id, cancellationToken).ConfigureAwait(false))
        {
            if (!await store.CreateAsync(conversation, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            await ChangeOtherAccessAsync(conversation.Id, [], conversation.Participants, cancellationToken).ConfigureAwait(false);
            if (conversation.Participants.Count > 0)
            {
                await room.TellConversationAsync(told, conversation, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
    }

    /// <summary>Changes a conversation. When this returns, whoever was removed is out of the room, unless the log cannot be reached: then with the first that it takes again.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="update">What is to change.</param>
    /// <param name="check">Refuses, by an exception, what the conversation would become.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The conversation as it now is, or null when there is none.</returns>
    public async ValueTask<Conversation?> UpdateAsync(
        string conversationId, ConversationUpdate update, Action<Conversation> check, CancellationToken cancellationToken)
    {
        string[] removed = [.. (update.RemoveParticipants ?? []).Distinct(StringComparer.Ordinal)];
        if (_outbox is not null)
        {
            IReadOnlyList<string> added = [];
            var changed = await _outbox.UpdateAsync(
                conversationId,
                update,
                log.Epoch,
                (before, after) =>
                {
                    check(before);
                    added = Added(before, after);
                    return EffectsOf(after, removed, added);
                },
                cancellationToken).ConfigureAwait(false);
            if (changed is null)
            {
                return null;
            }

            await ChangeOtherAccessAsync(conversationId, removed, added, cancellationToken).ConfigureAwait(false);
            if (removed.Length > 0)
            {
                await relay.PassOnAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                signal.Set();
            }

            return changed;
        }

        using (await turns.TakeAsync(conversationId, cancellationToken).ConfigureAwait(false))
        {
            var before = await store.FindAsync(conversationId, cancellationToken).ConfigureAwait(false);
            if (before is null)
            {
                return null;
            }

            check(before);
            var after = await store.UpdateAsync(conversationId, update, cancellationToken).ConfigureAwait(false);
            if (after is null)
            {
                return null;
            }

            var added = Added(before, after);
            await ChangeOtherAccessAsync(conversationId, removed, added, cancellationToken).ConfigureAwait(false);
            foreach (var target in Told(conversationId, added))
            {
                await room.TellConversationAsync(target, after, cancellationToken).ConfigureAwait(false);
            }

            return after;
        }
    }

    private static string[] Added(Conversation before, Conversation after) => [.. after.Participants.Except(before.Participants, StringComparer.Ordinal)];

    // Who was added is not in the room yet.
    private static EventTarget[] Told(string conversationId, IReadOnlyList<string> added)
    {
        var members = EventTarget.Room(RealtimeRooms.Chat(conversationId));
        return added.Count == 0 ? [members] : [members, EventTarget.Users(added)];
    }

    private ConversationEffects EffectsOf(Conversation after, string[] removed, IReadOnlyList<string> added)
    {
        var roomName = RealtimeRooms.Chat(after.Id);
        var revokes = _keepsGrants ? removed : [];
        return new ConversationEffects(
        [
            .. revokes.Select(userId => new RealtimeEvent(EventKind.Revoke, EventTarget.Room(roomName), userId, default)),
            .. Told(after.Id, added).Select(target => room.ConversationEvent(target, after)),
        ])
        {
            Grants = _keepsGrants ? GrantsFor(after.Id, added) : [],
        };
    }

    private RoomGrant[] GrantsFor(string conversationId, IReadOnlyList<string> userIds)
    {
        var (now, newest) = (time.GetUtcNow(), new EventIdFormat(log.Epoch).ToText(log.LastPosition));
        return [.. userIds.Select(userId => new RoomGrant(RealtimeRooms.Chat(conversationId), userId, now, newest))];
    }

    // Access that is kept elsewhere than the conversation follows it.
    private async ValueTask ChangeOtherAccessAsync(
        string conversationId, IReadOnlyList<string> removed, IReadOnlyList<string> added, CancellationToken cancellationToken)
    {
        if (_keepsGrants)
        {
            return;
        }

        foreach (var userId in removed)
        {
            await access.RevokeAsync(RealtimeRooms.Chat(conversationId), userId, cancellationToken).ConfigureAwait(false);
        }

        foreach (var userId in added)
        {
            await access.GrantAsync(RealtimeRooms.Chat(conversationId), userId, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}
