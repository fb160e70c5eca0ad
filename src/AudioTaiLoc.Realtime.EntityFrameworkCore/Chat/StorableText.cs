namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Chat;

/// <summary>
/// The texts that people write and that are stored as texts: titles and messages. Ids have no such characters, notifications are
/// stored as bytes, attachments as JSON that escapes them.
/// </summary>
internal static class StorableText
{
    /// <summary>Refuses what PostgreSQL cannot store in a text, on every database alike.</summary>
    public static void Check(string? text, string what)
    {
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            throw new RealtimeException(RealtimeErrorCodes.InvalidPayload, $"{what} must not contain the character U+0000.");
        }
    }
}
