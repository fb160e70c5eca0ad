using System.Text.Json;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Bytes as they travel to and from a scripted client: <c>{"$binary": "base64"}</c>.</summary>
internal static class NodeBinary
{
    public static object Wrap(ReadOnlySpan<byte> bytes) => new Dictionary<string, string> { ["$binary"] = Convert.ToBase64String(bytes) };

    public static byte[] Unwrap(JsonElement element) => element.GetProperty("$binary").GetBytesFromBase64();
}
