using System.Globalization;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Buffers;

/// <summary>Times as both wires show them: ISO 8601, UTC, milliseconds, <c>Z</c>.</summary>
internal static class JsonTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[24];
        time.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
