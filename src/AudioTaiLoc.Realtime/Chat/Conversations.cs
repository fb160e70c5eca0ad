using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>The host's and the clients' way to conversations: what is asked for is checked here.</summary>
internal sealed class Conversations(IChatStore store, ConversationChanges changes, RealtimeOptions options, TimeProvider time) : IConversations
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
        return await changes.CreateAsync(conversation, cancellationToken).ConfigureAwait(false)
            ? conversation
            : throw new RealtimeException(RealtimeErrorCodes.Conflict, "There is a conversation with this id.");
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
        return await changes.UpdateAsync(conversationId, update, CheckCount, cancellationToken).ConfigureAwait(false)
            ?? throw new RealtimeException(RealtimeErrorCodes.NotFound, "There is no such conversation.");

        void CheckCount(Conversation before)
        {
            if (before.Participants.Union(update.AddParticipants ?? [], StringComparer.Ordinal).Count() > options.Chat.MaximumParticipants)
            {
                throw TooMany();
            }
        }
    }

    private void CheckParticipants(IReadOnlyList<string> participants, string parameter)
    {
        if (participants.Count > options.Chat.MaximumParticipants)
        {
            throw TooMany();
        }

        foreach (var participant in participants)
        {
            Identifier.Check(participant, parameter);
        }
    }

    private RealtimeException TooMany() =>
        new(RealtimeErrorCodes.TooLarge, $"A conversation may have {options.Chat.MaximumParticipants} participants at most.");
}
