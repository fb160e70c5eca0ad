namespace AudioTaiLoc.Realtime;

/// <summary>Asks for a page of a conversation.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Before">Only messages before this sequence; the newest of them are returned.</param>
/// <param name="After">Only messages after this sequence; the oldest of them are returned, unless <paramref name="Before"/> is given too.</param>
/// <param name="Limit">The most messages to return, 1 to 100.</param>
public sealed record ChatHistoryQuery(string ConversationId, long? Before, long? After, int Limit);
