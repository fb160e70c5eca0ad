using System.Text.Json;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Updates;

/// <summary>The answer to <c>resume</c>.</summary>
internal sealed class RecoveredAck(bool recovered) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer) => writer.WriteBoolean("recovered"u8, recovered);
}
