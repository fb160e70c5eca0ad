using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

/// <summary>An event as it came over the Socket.IO wire.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Payload">Its object.</param>
/// <param name="Offset">The string behind it; null for none.</param>
internal sealed record RawEvent(string Name, JsonElement Payload, string? Offset);
