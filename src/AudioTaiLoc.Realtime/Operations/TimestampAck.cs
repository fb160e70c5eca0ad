using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>The answer to a call that only needs to say when.</summary>
internal sealed class TimestampAck(DateTimeOffset at) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer) => writer.WriteTime("timestamp"u8, at);
}
