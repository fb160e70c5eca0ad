namespace AudioTaiLoc.Realtime;

/// <summary>The answer to an append.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">The stored message; null when the conversation is closed.</param>
public sealed record ChatAppendResult(ChatAppendOutcome Outcome, ChatMessage? Message);
