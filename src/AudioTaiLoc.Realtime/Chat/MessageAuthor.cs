namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Who wrote messages of a conversation: the strings are kept once for all of them.</summary>
internal readonly record struct MessageAuthor(string UserId, string? Email);
