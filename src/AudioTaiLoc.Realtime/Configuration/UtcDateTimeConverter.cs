using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>Writes a host's local times in UTC, with <c>Z</c>. One of no known zone stays as it is: it cannot be told what it meant.</summary>
internal sealed class UtcDateTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value);
}
