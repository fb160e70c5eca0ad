using System.Text.Json;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>The answer to a subscribe or unsubscribe.</summary>
/// <param name="room">The room.</param>
/// <param name="recovered">Whether all missed events were replayed; null, and left out, when none were asked for.</param>
/// <param name="eventId">What to come back with until the next event of the room comes; for who was not recovered, otherwise null and left out.</param>
internal sealed class RoomAck(string room, bool? recovered = null, string? eventId = null) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteString("room"u8, room);
        if (recovered is { } value)
        {
            writer.WriteBoolean("recovered"u8, value);
        }

        if (eventId is not null)
        {
            writer.WriteString("eventId"u8, eventId);
        }
    }
}
