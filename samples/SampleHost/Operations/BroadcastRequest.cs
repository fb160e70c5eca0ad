using System.Text.Json;

namespace SampleHost.Operations;

/// <summary>An event for everybody who is connected.</summary>
internal sealed record BroadcastRequest(string? Event, JsonElement? Payload);
