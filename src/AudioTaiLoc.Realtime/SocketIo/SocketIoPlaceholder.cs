using System.Text.Json;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Stands in the JSON for an attachment: <c>{"_placeholder":true,"num":0}</c>.</summary>
internal static class SocketIoPlaceholder
{
    /// <summary>
    /// Skips the value the reader stands on and counts the placeholders in it. False when one names no attachment, or there are
    /// more of them than attachments.
    /// </summary>
    public static bool TrySkip(ref Utf8JsonReader reader, int attachments, ref int count)
    {
        int depth = reader.CurrentDepth;
        bool marked = false;
        do
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (SocketIoPropertyName.Is(ref reader, "_placeholder"u8))
                {
                    marked = reader.Read() && reader.TokenType == JsonTokenType.True;
                    count += marked ? 1 : 0;
                }
                else if (marked && SocketIoPropertyName.Is(ref reader, "num"u8))
                {
                    if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !IsIndex(ref reader, attachments))
                    {
                        return false;
                    }

                    marked = false;
                }
            }

            if (count > attachments)
            {
                return false;
            }
        }
        while ((reader.CurrentDepth > depth || reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) && reader.Read());

        return !marked;
    }

    private static bool IsIndex(ref Utf8JsonReader reader, int attachments) =>
        reader.TryGetInt32(out int index) && index >= 0 && index < attachments;
}
