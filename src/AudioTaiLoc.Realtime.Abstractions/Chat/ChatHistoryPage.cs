namespace AudioTaiLoc.Realtime;

/// <summary>A page of a conversation.</summary>
/// <param name="Messages">Oldest first.</param>
/// <param name="HasMore">True when the conversation has more in the direction that was asked for.</param>
public sealed record ChatHistoryPage(IReadOnlyList<ChatMessage> Messages, bool HasMore)
{
    /// <summary>How far each participant came in the whole conversation, in the order of the participants.</summary>
    public IReadOnlyList<ChatReceipt> Receipts { get; init; } = [];
}
