using System.Text.Json;

namespace SampleHost.Operations;

/// <summary>A notification for some users.</summary>
internal sealed record NotificationRequest(string[]? UserIds, string? Type, string? Title, string? Message, JsonElement? Data);
