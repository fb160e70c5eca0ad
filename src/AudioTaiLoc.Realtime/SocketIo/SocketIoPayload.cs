using System.Text.Json;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>
/// Checks a JSON payload in one pass and finds the boundaries of its arguments, without building anything of it. Depth is
/// bounded, and so is the number of placeholders: each stands for one attachment.
/// </summary>
internal static class SocketIoPayload
{
    /// <summary>The array of an event or ack. False when it is not one, is too deep, or points to attachments that are not there.</summary>
    public static bool TryScan(ReadOnlySpan<byte> json, bool hasName, int attachments, int maxDepth, out SocketIoPayloadLayout layout)
    {
        layout = default;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
            return reader.Read()
                && reader.TokenType == JsonTokenType.StartArray
                && TryName(ref reader, hasName, ref layout)
                && TryArguments(ref reader, attachments, ref layout)
                && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether it is one JSON object and nothing else.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json, int maxDepth)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The string property of a checked object, or null.</summary>
    public static string? StringProperty(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = SocketIoPropertyName.Is(ref reader, name);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.String ? Text(ref reader) : null;
            }

            reader.Skip();
        }

        return null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no offset or id of ours.
            return null;
        }
    }

    private static bool TryName(ref Utf8JsonReader reader, bool hasName, ref SocketIoPayloadLayout layout)
    {
        if (!hasName)
        {
            layout.ArgumentsStart = (int)reader.BytesConsumed;
            return true;
        }

        if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return false;
        }

        layout.NameStart = (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        layout.NameLength = reader.ValueSpan.Length;
        layout.IsNameEscaped = reader.ValueIsEscaped;
        layout.ArgumentsStart = (int)reader.BytesConsumed;
        return true;
    }

    private static bool TryArguments(ref Utf8JsonReader reader, int attachments, ref SocketIoPayloadLayout layout)
    {
        int placeholders = 0;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                if (layout.Count == 0)
                {
                    layout.ArgumentsStart = start;
                }

                layout.ArgumentsLength = start - layout.ArgumentsStart;
                layout.Placeholders = placeholders;
                return true;
            }

            if (attachments == 0)
            {
                reader.Skip();
            }
            else if (!SocketIoPlaceholder.TrySkip(ref reader, attachments, ref placeholders))
            {
                return false;
            }

            if (layout.Count++ == 0)
            {
                layout.ArgumentsStart = start;
                layout.FirstLength = (int)reader.BytesConsumed - start;
            }
        }

        return false;
    }
}
