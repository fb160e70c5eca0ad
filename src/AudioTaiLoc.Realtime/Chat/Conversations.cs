using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Opens and changes conversations: store, access and clients together.</summary>
internal sealed class Conversations(IChatStore store, IRoomAccess access, ChatRoom room, RealtimeOptions options, TimeProvider time) : IConversations
{
    private const int MaximumTitleLength = 200;

    public async Task<Conversation> CreateAsync(
        string? conversationId, string? title, IReadOnlyList<string> participants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(participants);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(title?.Length ?? 0, MaximumTitleLength, nameof(title));
        conversationId ??= "conv_" + Guid.NewGuid().ToString("n");
        Identifier.Check(conversationId, nameof(conversationId));
        CheckParticipants(participants, nameof(participants));

        string[] present = [.. participants.Distinct(StringComparer.Ordinal)];
        var conversation = new Conversation(conversationId, title, present, time.GetUtcNow())
        {
            Receipts = [.. present.Select(userId => new ChatReceipt(userId, 0, 0))],
        };
        if (!await store.CreateAsync(conversation, cancellationToken).ConfigureAwait(false))
        {
            throw new RealtimeException(RealtimeErrorCodes.Conflict, "There is a conversation with this id.");
        }

        await GrantAsync(conversationId, conversation.Participants, cancellationToken).ConfigureAwait(false);
        if (conversation.Participants.Count > 0)
        {
            // Nobody is in the room yet: the participants are told themselves.
            await room.TellConversationAsync(EventTarget.Users(conversation.Participants), conversation, cancellationToken).ConfigureAwait(false);
        }

        return conversation;
    }

    public async Task<Conversation?> FindAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        Identifier.Check(conversationId, nameof(conversationId));
        return await store.FindAsync(conversationId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Conversation> UpdateAsync(string conversationId, ConversationUpdate update, CancellationToken cancellationToken = default)
    {
        Identifier.Check(conversationId, nameof(conversationId));
        ArgumentNullException.ThrowIfNull(update);
        CheckParticipants(update.AddParticipants ?? [], nameof(update.AddParticipants));
        CheckParticipants(update.RemoveParticipants ?? [], nameof(update.RemoveParticipants));
        var before = await store.FindAsync(conversationId, cancellationToken).ConfigureAwait(false) ?? throw NotFound();
        if (before.Participants.Union(update.AddParticipants ?? [], StringComparer.Ordinal).Count() > options.Chat.MaximumParticipants)
        {
            throw new RealtimeException(RealtimeErrorCodes.TooLarge, $"A conversation may have {options.Chat.MaximumParticipants} participants at most.");
        }

        var after = await store.UpdateAsync(conversationId, update, cancellationToken).ConfigureAwait(false) ?? throw NotFound();
        foreach (var removed in update.RemoveParticipants ?? [])
        {
            await access.RevokeAsync(RealtimeRooms.Chat(conversationId), removed, cancellationToken).ConfigureAwait(false);
        }

        var added = after.Participants.Except(before.Participants, StringComparer.Ordinal).ToArray();
        await GrantAsync(conversationId, added, cancellationToken).ConfigureAwait(false);
        await room.TellConversationAsync(EventTarget.Room(RealtimeRooms.Chat(conversationId)), after, cancellationToken).ConfigureAwait(false);
        if (added.Length > 0)
        {
            await room.TellConversationAsync(EventTarget.Users(added), after, cancellationToken).ConfigureAwait(false);
        }

        return after;
    }

    private async Task GrantAsync(string conversationId, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        foreach (var userId in userIds)
        {
            await access.GrantAsync(RealtimeRooms.Chat(conversationId), userId, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private void CheckParticipants(IReadOnlyList<string> participants, string parameter)
    {
        if (participants.Count > options.Chat.MaximumParticipants)
        {
            throw new RealtimeException(RealtimeErrorCodes.TooLarge, $"A conversation may have {options.Chat.MaximumParticipants} participants at most.");
        }

        foreach (var participant in participants)
        {
            Identifier.Check(participant, parameter);
        }
    }

    private static RealtimeException NotFound() => new(RealtimeErrorCodes.NotFound, "There is no such conversation.");
}
