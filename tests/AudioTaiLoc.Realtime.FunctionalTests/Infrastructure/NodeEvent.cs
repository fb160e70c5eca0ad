using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>An event that a scripted client received.</summary>
internal sealed record NodeEvent(string Name, IReadOnlyList<JsonElement> Args);
