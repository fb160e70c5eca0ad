using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>
/// Compares JSON with a template: the same fields, none more, and the same values, whatever the order of fields. A
/// placeholder in the template stands for a value that a test cannot know but whose form it does.
/// </summary>
internal static class JsonShape
{
    private static readonly Dictionary<string, Regex> Placeholders = new()
    {
        ["<time>"] = new Regex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$"),
        ["<eventId>"] = new Regex("^[a-z0-9]+-[0-9]+$"),
        ["<id>"] = new Regex("^[A-Za-z0-9_-]{3,128}$"),
        ["<message>"] = new Regex(@"^\S+ .*[.!]$"),
        ["<traceId>"] = new Regex("^[0-9a-f]{32}$"),
        ["<sentence>"] = new Regex(@"^\S+ .*[.~]$"),
        ["<milliseconds>"] = new Regex("^[1-9][0-9]*$"),
    };

    private static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Matches([StringSyntax(StringSyntaxAttribute.Json)] string template, JsonElement actual)
    {
        var expected = JsonElement.Parse(template);
        Assert.Equal(Write(expected, null), Write(actual, expected));
    }

    private static string Write(JsonElement element, JsonElement? template)
    {
        var text = new StringBuilder();
        Append(text, element, template, "\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement element, JsonElement? template, string newLine)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    text.Append(newLine).Append("  ").Append(property.Name).Append(": ");
                    Append(text, property.Value, Find(template, property.Name), newLine + "  ");
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    text.Append(newLine).Append("  ");
                    Append(text, item, Find(template, index), newLine + "  ");
                }

                text.Append(']');
                break;
            default:
                text.Append(IsStoodFor(element, template, out var placeholder) ? $"\"{placeholder}\"" : JsonSerializer.Serialize(element, AsIs));
                break;
        }
    }

    private static bool IsStoodFor(JsonElement element, JsonElement? template, out string? placeholder)
    {
        placeholder = template is { ValueKind: JsonValueKind.String } known ? known.GetString() : null;
        return placeholder is not null && Placeholders.TryGetValue(placeholder, out var form) && form.IsMatch(element.ToString());
    }

    private static JsonElement? Find(JsonElement? template, string name) =>
        template is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Find(JsonElement? template, int index) =>
        template is { ValueKind: JsonValueKind.Array } known && index < known.GetArrayLength() ? known[index] : null;
}
