using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>The answer to <c>presence:list</c>.</summary>
internal sealed class PresenceListAck(IReadOnlyList<PresenceUser> users) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("users"u8);
        foreach (var user in users)
        {
            writer.WriteStartObject();
            writer.WriteString("userId"u8, user.UserId);
            writer.WriteNumber("connectionCount"u8, user.ConnectionCount);
            writer.WriteTime("since"u8, user.Since);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>The answer to <c>presence:viewing</c>: a count, never names.</summary>
internal sealed class ViewersAck(int viewers) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer) => writer.WriteNumber("viewers"u8, viewers);
}
