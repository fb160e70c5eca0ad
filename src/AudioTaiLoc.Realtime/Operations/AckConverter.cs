using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>Lets a serializer write an <see cref="Ack"/>.</summary>
internal sealed class AckConverter : JsonConverter<Ack>
{
    public override bool CanConvert(Type typeToConvert) => typeof(Ack).IsAssignableFrom(typeToConvert);

    public override Ack Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Acks are only written.");

    public override void Write(Utf8JsonWriter writer, Ack value, JsonSerializerOptions options) => value.WriteTo(writer);
}
