using System.Text.Json;
using System.Text.Json.Serialization;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>Lets the hub protocol write an ack.</summary>
internal sealed class HubAckConverter : JsonConverter<HubAck>
{
    public override HubAck Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Acks are only written.");

    public override void Write(Utf8JsonWriter writer, HubAck value, JsonSerializerOptions options) => value.Ack.WriteTo(writer);
}
