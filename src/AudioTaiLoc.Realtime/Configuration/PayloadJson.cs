using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>How the host's own objects become JSON unless it says otherwise.</summary>
internal static class PayloadJson
{
    public static JsonSerializerOptions CreateDefault() => new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? CreateReflectionResolver() : JsonTypeInfoResolver.Combine(),
        Converters = { new UtcDateTimeConverter(), new UtcDateTimeOffsetConverter() },
    };

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only reached where the host has reflection-based JSON on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only reached where the host has reflection-based JSON on.")]
    private static DefaultJsonTypeInfoResolver CreateReflectionResolver() => new();
}
