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

    /// <summary>
    /// Gives options that name no resolver the one that <see cref="JsonSerializer"/> would give them, so that
    /// <c>new JsonSerializerOptions(JsonSerializerDefaults.Web)</c> works here as it does there.
    /// </summary>
    public static JsonSerializerOptions Complete(JsonSerializerOptions options)
    {
        if (options.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)
        {
            AddReflectionResolver(options);
        }

        return options;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only reached where the host has reflection-based JSON on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only reached where the host has reflection-based JSON on.")]
    private static DefaultJsonTypeInfoResolver CreateReflectionResolver() => new();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only reached where the host has reflection-based JSON on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only reached where the host has reflection-based JSON on.")]
    private static void AddReflectionResolver(JsonSerializerOptions options) => options.MakeReadOnly(populateMissingResolver: true);
}
