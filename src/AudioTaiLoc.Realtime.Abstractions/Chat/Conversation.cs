namespace AudioTaiLoc.Realtime;

/// <summary>A conversation.</summary>
/// <param name="Id">Its id; the room is <c>chat:{Id}</c>.</param>
/// <param name="Title">What to call it; may be null.</param>
/// <param name="Participants">The ids of the users in it, in the order they came.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="IsClosed">True when no more messages are taken until it is opened again.</param>
public sealed record Conversation(string Id, string? Title, IReadOnlyList<string> Participants, DateTimeOffset CreatedAt, bool IsClosed = false)
{
    /// <summary>How far each participant came, in the order of the participants. A store gives it; in a conversation that is to be created it is not looked at.</summary>
    public IReadOnlyList<ChatReceipt> Receipts { get; init; } = [];
}
