using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>The payload of a call that needs none; whatever is sent is ignored, an object or not.</summary>
[JsonConverter(typeof(EmptyRequestConverter))]
internal sealed record EmptyRequest
{
    public static EmptyRequest Instance { get; } = new();
}
