using System.Text.Json;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Notifications;

/// <summary>The answer to <c>notification:list</c> and, without the list, to <c>notification:read</c>.</summary>
internal sealed class InboxAck(int unreadCount, IReadOnlyList<InboxNotification>? notifications = null) : Ack
{
    protected override void WriteFields(Utf8JsonWriter writer)
    {
        if (notifications is not null)
        {
            writer.WriteStartArray("notifications"u8);
            foreach (var notification in notifications)
            {
                Write(writer, notification);
            }

            writer.WriteEndArray();
        }

        writer.WriteNumber("unreadCount"u8, unreadCount);
    }

    // The event's own payload, with the inbox's id and state in front.
    private static void Write(Utf8JsonWriter writer, InboxNotification notification)
    {
        using var document = JsonDocument.Parse(notification.NotificationJson);
        writer.WriteStartObject();
        writer.WriteString("id"u8, notification.Id);
        writer.WriteBoolean("read"u8, notification.IsRead);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
