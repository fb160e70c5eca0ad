using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>One conversation: what it is, how far its readers came, and its messages. Not thread-safe.</summary>
internal sealed class StoredConversation(Conversation conversation, string idPrefix, ByteChunks texts)
{
    private readonly Dictionary<string, ConversationReader> _readers = [];

    /// <summary>The conversation as it now is, without its receipts.</summary>
    public Conversation Conversation { get; private set; } = conversation with { Receipts = [] };

    /// <summary>Its messages.</summary>
    public ConversationMessages Messages { get; } = new(conversation.Id, idPrefix, texts);

    /// <summary>When the newest message was sent, or the conversation began.</summary>
    public DateTimeOffset LastActivity => Messages.LastSentAt ?? Conversation.CreatedAt;

    /// <summary>Changes what the conversation is.</summary>
    public void Update(ConversationUpdate update)
    {
        var participants = new List<string>(Conversation.Participants);
        participants.AddRange((update.AddParticipants ?? []).Distinct().Except(participants).ToArray());
        participants.RemoveAll((update.RemoveParticipants ?? []).Contains);
        Conversation = Conversation with
        {
            Participants = [.. participants],
            IsClosed = update.IsClosed ?? Conversation.IsClosed,
        };
    }

    /// <summary>Appends a message, unread by all but its author.</summary>
    public ChatMessage Append(NewChatMessage message)
    {
        var stored = Messages.Append(message);
        foreach (var reader in _readers.Values)
        {
            if (reader.UserId != message.UserId)
            {
                reader.UnreadCount++;
            }
        }

        return stored;
    }

    /// <summary>Deletes a message; who had not read it has one less to read.</summary>
    public void Delete(int sequence, DateTimeOffset at)
    {
        if (!Messages.Delete(sequence, at))
        {
            return;
        }

        var author = Messages.AuthorOf(sequence);
        foreach (var reader in _readers.Values)
        {
            if (reader.ReadUpTo < sequence && reader.UserId != author)
            {
                reader.UnreadCount--;
            }
        }
    }

    /// <summary>Moves a user's mark forward, never past the newest message.</summary>
    public ChatMarkResult Mark(string userId, long sequence, ChatMarkKind kind)
    {
        var reader = FindReader(userId);
        var upTo = (int)Math.Min(sequence, Messages.Count);
        var moved = upTo > (kind == ChatMarkKind.Read ? reader.ReadUpTo : reader.DeliveredUpTo);
        if (moved)
        {
            reader.DeliveredUpTo = Math.Max(reader.DeliveredUpTo, upTo);
            if (kind == ChatMarkKind.Read)
            {
                reader.UnreadCount -= Messages.CountOfOthers(userId, reader.ReadUpTo, upTo);
                reader.ReadUpTo = upTo;
            }
        }

        return new ChatMarkResult(moved, reader.UnreadCount);
    }

    /// <summary>How far the participants came.</summary>
    public ChatReceipt[] GetReceipts()
    {
        var receipts = new ChatReceipt[Conversation.Participants.Count];
        for (var i = 0; i < receipts.Length; i++)
        {
            var userId = Conversation.Participants[i];
            receipts[i] = _readers.TryGetValue(userId, out var reader)
                ? new ChatReceipt(userId, reader.DeliveredUpTo, reader.ReadUpTo)
                : new ChatReceipt(userId, 0, 0);
        }

        return receipts;
    }

    /// <summary>The conversation as it now is.</summary>
    public Conversation Describe() => Conversation with { Receipts = GetReceipts() };

    /// <summary>The conversation as one user sees it in a list.</summary>
    public ConversationSummary Summarize(string userId) =>
        new(Describe(), Messages.Count == 0 ? null : Messages.Get(Messages.Count), FindReader(userId).UnreadCount);

    private ConversationReader FindReader(string userId)
    {
        if (!_readers.TryGetValue(userId, out var reader))
        {
            // The one time that the messages are counted through.
            reader = new ConversationReader(userId, Messages.CountOfOthers(userId, 0, Messages.Count));
            _readers.Add(userId, reader);
        }

        return reader;
    }
}
