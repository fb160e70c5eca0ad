namespace AudioTaiLoc.Realtime;

/// <summary>A conversation as one user sees it in a list.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="LastMessage">Its newest message; null when there is none.</param>
/// <param name="UnreadCount">Messages of others after the user's read mark, deleted ones not counted.</param>
public sealed record ConversationSummary(Conversation Conversation, ChatMessage? LastMessage, int UnreadCount);
