using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Updates;

/// <summary>Tells that an order or a booking has changed: the room, and the owner.</summary>
internal sealed class StatusUpdates(EventPublisher publisher, PayloadSerializer payloads, TimeProvider time)
{
    private const int MaximumStatusLength = 128;

    public Task PublishOrderAsync(string orderId, string status, string? userId, object? data, CancellationToken cancellationToken)
    {
        Identifier.Check(orderId, nameof(orderId));
        return PublishAsync(RealtimeRooms.Order(orderId), "order:updated", "notification:order_updated", "orderId", orderId, status, userId, data, cancellationToken);
    }

    /// <summary>Tells how far an order has come: of each status the last word arrives. No snapshot: a status may have followed that is none.</summary>
    public Task PublishOrderProgressAsync(
        string orderId, string status, string? userId, OrderProgress progress, CancellationToken cancellationToken)
    {
        Identifier.Check(orderId, nameof(orderId));
        return PublishAsync(
            RealtimeRooms.Order(orderId),
            "order:updated",
            "notification:order_updated",
            "orderId",
            orderId,
            status,
            userId,
            progress,
            cancellationToken,
            new EventTraits { ConflationKey = $"progress {orderId} {status}" });
    }

    public Task PublishBookingAsync(string bookingId, string status, string? userId, object? data, CancellationToken cancellationToken)
    {
        Identifier.Check(bookingId, nameof(bookingId));
        return PublishAsync(RealtimeRooms.Booking(bookingId), "booking:updated", "notification:booking_updated", "bookingId", bookingId, status, userId, data, cancellationToken);
    }

    private async Task PublishAsync(
        string room,
        string roomEvent,
        string ownerEvent,
        string idField,
        string id,
        string status,
        string? userId,
        object? data,
        CancellationToken cancellationToken,
        EventTraits traits = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(status);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status.Length, MaximumStatusLength, nameof(status));
        if (userId is not null)
        {
            Identifier.Check(userId, nameof(userId));
        }

        var update = (IdField: idField, Id: id, Status: status, Data: data, At: time.GetUtcNow(), Payloads: payloads);
        await publisher.PublishAsync(EventTarget.Room(room), roomEvent, update, Write, traits, cancellationToken).ConfigureAwait(false);
        if (userId is not null)
        {
            await publisher.PublishAsync(EventTarget.User(userId), ownerEvent, update, Write, traits, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(
        Utf8JsonWriter writer,
        (string IdField, string Id, string Status, object? Data, DateTimeOffset At, PayloadSerializer Payloads) update)
    {
        writer.WriteStartObject();
        writer.WriteString(update.IdField, update.Id);
        writer.WriteString("status"u8, update.Status);
        writer.WritePropertyName("data"u8);
        update.Payloads.WriteValue(writer, update.Data);
        writer.WriteTime("timestamp"u8, update.At);
        writer.WriteEndObject();
    }
}
