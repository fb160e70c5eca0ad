using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>Writes a host's times as all others on the wire: in UTC, with <c>Z</c>.</summary>
internal sealed class UtcDateTimeOffsetConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
