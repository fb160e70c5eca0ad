using AudioTaiLoc.Realtime.Delivery;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>One writer at a time per conversation, so that messages are published in the order of their sequences.</summary>
internal sealed class ConversationTurns : KeyedTurns;
