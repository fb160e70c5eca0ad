using System.Globalization;
using System.Text;
using System.Text.Json;
using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>The messages of one conversation, by sequence, in one growing array. Records are made when they are asked for. Not thread-safe.</summary>
internal sealed class ConversationMessages(string conversationId, string idPrefix, ByteChunks texts)
{
    private readonly Dictionary<MessageAuthor, int> _authorPlaces = [];
    private readonly List<MessageAuthor> _authors = [];

    // From the hash of author and retry key to the newest message with it; older ones hang on that one.
    // A dictionary of numbers is two arrays, however many keys there are.
    private readonly Dictionary<int, int> _retryKeys = [];

    private StoredMessage[] _messages = [];

    // Most messages have none: those that do are found here, by sequence, as JSON among the texts.
    private Dictionary<int, Memory<byte>>? _attachments;

    /// <summary>How many messages there are: the newest one's sequence.</summary>
    public int Count { get; private set; }

    /// <summary>When the newest message was sent; null when there is none.</summary>
    public DateTimeOffset? LastSentAt => Count == 0 ? null : ToTime(At(Count).SentAt);

    /// <summary>Appends a message with the next sequence.</summary>
    public ChatMessage Append(NewChatMessage message)
    {
        if (Count == _messages.Length)
        {
            Array.Resize(ref _messages, Math.Max(4, Count * 2));
        }

        var sequence = ++Count;
        ref var stored = ref At(sequence);
        stored.Author = FindOrAdd(new MessageAuthor(message.UserId, message.Email));
        stored.Text = Encode(message.Text);
        stored.SentAt = message.SentAt.UtcTicks;
        if (message.ClientMessageId is { Length: > 0 } key)
        {
            var hash = HashCode.Combine(message.UserId, key);
            stored.ClientMessageId = Encode(key);
            stored.PreviousWithHash = _retryKeys.GetValueOrDefault(hash);
            _retryKeys[hash] = sequence;
        }

        if (message.Attachments.Count > 0)
        {
            (_attachments ??= []).Add(sequence, EncodeAttachments(message.Attachments));
        }

        return new ChatMessage(
            IdOf(sequence), conversationId, sequence, message.UserId, message.Email, message.Text, message.SentAt, message.ClientMessageId)
        {
            Attachments = message.Attachments,
        };
    }

    /// <summary>The sequence of an author's message with a retry key; 0 for none.</summary>
    public int FindRetried(string userId, string? clientMessageId)
    {
        if (string.IsNullOrEmpty(clientMessageId))
        {
            return 0;
        }

        var key = Encoding.UTF8.GetBytes(clientMessageId);
        var sequence = _retryKeys.GetValueOrDefault(HashCode.Combine(userId, clientMessageId));
        while (sequence > 0 && !(At(sequence).ClientMessageId.Span.SequenceEqual(key) && AuthorOf(sequence) == userId))
        {
            sequence = At(sequence).PreviousWithHash;
        }

        return sequence;
    }

    /// <summary>The message of a sequence between 1 and <see cref="Count"/>.</summary>
    public ChatMessage Get(int sequence)
    {
        ref var stored = ref At(sequence);
        var author = _authors[stored.Author];
        return new ChatMessage(
            IdOf(sequence),
            conversationId,
            sequence,
            author.UserId,
            author.Email,
            Encoding.UTF8.GetString(stored.Text.Span),
            ToTime(stored.SentAt),
            stored.ClientMessageId.IsEmpty ? null : Encoding.UTF8.GetString(stored.ClientMessageId.Span),
            stored.EditedAt == 0 ? null : ToTime(stored.EditedAt),
            stored.DeletedAt == 0 ? null : ToTime(stored.DeletedAt))
        {
            Attachments = _attachments is not null && _attachments.TryGetValue(sequence, out var attachments)
                ? JsonSerializer.Deserialize(attachments.Span, ChatJson.Default.ChatAttachmentArray)!
                : [],
        };
    }

    /// <summary>Who wrote a message.</summary>
    public string AuthorOf(int sequence) => _authors[At(sequence).Author].UserId;

    /// <summary>Changes a message's text, unless it is deleted.</summary>
    public void Edit(int sequence, string text, DateTimeOffset at)
    {
        ref var stored = ref At(sequence);
        if (stored.DeletedAt != 0)
        {
            return;
        }

        stored.Text.Span.Clear();
        stored.Text = Encode(text);
        stored.EditedAt = at.UtcTicks;
    }

    /// <summary>Deletes a message; its text and attachments are gone from memory too.</summary>
    /// <returns>False when it was deleted before.</returns>
    public bool Delete(int sequence, DateTimeOffset at)
    {
        ref var stored = ref At(sequence);
        if (stored.DeletedAt != 0)
        {
            return false;
        }

        stored.Text.Span.Clear();
        stored.Text = default;
        if (_attachments is not null && _attachments.Remove(sequence, out var attachments))
        {
            attachments.Span.Clear();
        }

        stored.DeletedAt = at.UtcTicks;
        return true;
    }

    /// <summary>Counts what others than the user wrote after one sequence, up to and with another; deleted messages are not counted.</summary>
    public int CountOfOthers(string userId, int after, int upTo)
    {
        var count = 0;
        for (var sequence = after + 1; sequence <= upTo; sequence++)
        {
            count += At(sequence).DeletedAt == 0 && AuthorOf(sequence) != userId ? 1 : 0;
        }

        return count;
    }

    /// <summary>Reads a page: the newest before a sequence, or else the oldest after one.</summary>
    public ChatHistoryPage Read(ChatHistoryQuery query)
    {
        var first = (int)Math.Clamp(query.After ?? 0, 0, Count) + 1;
        var last = (int)Math.Clamp(query.Before ?? long.MaxValue, 1, Count + 1L) - 1;
        var isForward = query is { After: not null, Before: null };
        var available = Math.Max(0, last - first + 1);
        var taken = Math.Min(query.Limit, available);
        var start = isForward ? first : last - taken + 1;
        var messages = new ChatMessage[taken];
        for (var i = 0; i < taken; i++)
        {
            messages[i] = Get(start + i);
        }

        return new ChatHistoryPage(messages, available > taken);
    }

    private static DateTimeOffset ToTime(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private ref StoredMessage At(int sequence) => ref _messages[sequence - 1];

    private string IdOf(int sequence) => string.Create(CultureInfo.InvariantCulture, $"{idPrefix}-{sequence}");

    private int FindOrAdd(MessageAuthor author)
    {
        if (!_authorPlaces.TryGetValue(author, out var place))
        {
            place = _authors.Count;
            _authors.Add(author);
            _authorPlaces.Add(author, place);
        }

        return place;
    }

    private Memory<byte> Encode(string text)
    {
        var space = texts.Take(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, space.Span);
        return space;
    }

    private Memory<byte> EncodeAttachments(IReadOnlyList<ChatAttachment> attachments)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(attachments, ChatJson.Default.IReadOnlyListChatAttachment);
        var space = texts.Take(json.Length);
        json.CopyTo(space);
        return space;
    }
}
