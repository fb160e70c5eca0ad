using System.Text.Json;
using System.Text.Json.Nodes;

namespace SampleHost.Web;

/// <summary>Joins what the shop tells of a thing with what the caller adds; the caller's fields win.</summary>
internal static class EventData
{
    public static JsonObject With(this JsonObject data, JsonElement? more)
    {
        if (more is { ValueKind: JsonValueKind.Object } added)
        {
            foreach (var field in added.EnumerateObject())
            {
                data[field.Name] = JsonSerializer.SerializeToNode(field.Value);
            }
        }

        return data;
    }
}
