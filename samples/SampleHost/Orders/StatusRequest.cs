using System.Text.Json;

namespace SampleHost.Orders;

/// <summary>A new status, and what the shop wants to say with it.</summary>
internal sealed record StatusRequest(string? Status, JsonElement? Data);
