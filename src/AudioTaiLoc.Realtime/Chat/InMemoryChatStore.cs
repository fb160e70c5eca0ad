using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>
/// The conversations of a single node, gone with the process. A message's id is <c>{store}-{conversation}-{sequence}</c>: found
/// without an index, and with a random first part, so that an id of another run finds nothing.
/// </summary>
internal sealed class InMemoryChatStore : IChatStore
{
    private const int MaxPage = 100;

    private readonly Lock _lock = new();
    private readonly string _prefix = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 6);
    private readonly ByteChunks _texts = new(ByteChunks.LargeChunk);
    private readonly List<StoredConversation> _conversations = [];
    private readonly Dictionary<string, StoredConversation> _byId = [];
    private readonly Dictionary<string, HashSet<StoredConversation>> _byParticipant = [];

    public ValueTask<bool> CreateAsync(Conversation conversation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_byId.ContainsKey(conversation.Id))
            {
                return new(false);
            }

            Add(conversation with { Participants = [.. conversation.Participants.Distinct()] });
            return new(true);
        }
    }

    public ValueTask<Conversation?> FindAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(_byId.GetValueOrDefault(conversationId)?.Describe());
        }
    }

    public ValueTask<Conversation?> UpdateAsync(
        string conversationId, ConversationUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_byId.TryGetValue(conversationId, out var stored))
            {
                return new((Conversation?)null);
            }

            var before = stored.Conversation.Participants;
            stored.Update(update);
            Unlink(stored, before.Except(stored.Conversation.Participants));
            Link(stored, stored.Conversation.Participants.Except(before));
            return new(stored.Describe());
        }
    }

    public ValueTask<IReadOnlyList<ConversationSummary>> ListAsync(
        string userId, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_byParticipant.TryGetValue(userId, out var conversations))
            {
                return new([]);
            }

            ConversationSummary[] summaries = [.. conversations
                .OrderByDescending(stored => stored.LastActivity)
                .Take(limit)
                .Select(stored => stored.Summarize(userId))];
            return new(summaries);
        }
    }

    public ValueTask<ChatAppendResult> AppendAsync(NewChatMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_byId.TryGetValue(message.ConversationId, out var stored))
            {
                stored = Add(new Conversation(message.ConversationId, null, [], message.SentAt));
            }

            // First of all: a retry is told what became of its message, also when the conversation was closed since.
            if (stored.Messages.FindRetried(message.UserId, message.ClientMessageId) is > 0 and var sequence)
            {
                var present = stored.Messages.Get(sequence);
                return new(new ChatAppendResult(
                    present.Text == message.Text && present.Attachments.SequenceEqual(message.Attachments)
                        ? ChatAppendOutcome.Repeated : ChatAppendOutcome.Conflict, present));
            }

            return new(stored.Conversation.IsClosed
                ? new ChatAppendResult(ChatAppendOutcome.Closed, null)
                : new ChatAppendResult(ChatAppendOutcome.Appended, stored.Append(message)));
        }
    }

    public ValueTask<ChatMessage?> FindMessageAsync(string messageId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(TryFind(messageId, out var stored, out var sequence) ? stored.Messages.Get(sequence) : null);
        }
    }

    public ValueTask<ChatMessage?> ChangeMessageAsync(
        string messageId, string? text, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!TryFind(messageId, out var stored, out var sequence))
            {
                return new((ChatMessage?)null);
            }

            if (text is null)
            {
                stored.Delete(sequence, at);
            }
            else
            {
                stored.Messages.Edit(sequence, text, at);
            }

            return new(stored.Messages.Get(sequence));
        }
    }

    public ValueTask<ChatHistoryPage> ReadAsync(ChatHistoryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MaxPage);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(_byId.TryGetValue(query.ConversationId, out var stored)
                ? stored.Messages.Read(query) with { Receipts = stored.GetReceipts() }
                : new ChatHistoryPage([], false));
        }
    }

    public ValueTask<ChatMarkResult> MarkAsync(
        string conversationId, string userId, long sequence, ChatMarkKind kind, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(_byId.TryGetValue(conversationId, out var stored)
                ? stored.Mark(userId, sequence, kind)
                : new ChatMarkResult(false, 0));
        }
    }

    private StoredConversation Add(Conversation conversation)
    {
        var idPrefix = string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{_conversations.Count}");
        var stored = new StoredConversation(conversation, idPrefix, _texts);
        _conversations.Add(stored);
        _byId.Add(conversation.Id, stored);
        Link(stored, conversation.Participants);
        return stored;
    }

    private void Link(StoredConversation stored, IEnumerable<string> participants)
    {
        foreach (var userId in participants)
        {
            ref var conversations = ref CollectionsMarshal.GetValueRefOrAddDefault(_byParticipant, userId, out _);
            (conversations ??= []).Add(stored);
        }
    }

    private void Unlink(StoredConversation stored, IEnumerable<string> participants)
    {
        foreach (var userId in participants)
        {
            var conversations = _byParticipant[userId];
            conversations.Remove(stored);
            if (conversations.Count == 0)
            {
                _byParticipant.Remove(userId);
            }
        }
    }

    private bool TryFind(string messageId, out StoredConversation stored, out int sequence)
    {
        stored = null!;
        sequence = 0;
        Span<Range> parts = stackalloc Range[4];
        ReadOnlySpan<char> id = messageId;
        if (id.Split(parts, '-') != 3
            || !id[parts[0]].SequenceEqual(_prefix)
            || !TryParse(id[parts[1]], out var place)
            || place >= _conversations.Count
            || !TryParse(id[parts[2]], out sequence))
        {
            return false;
        }

        stored = _conversations[place];
        return sequence >= 1 && sequence <= stored.Messages.Count;
    }

    // "01" and "+1" are not ids that this store gave out.
    private static bool TryParse(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (digits.Length == 1 || digits[0] != '0');
}
