using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.Buffers;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Updates;

/// <summary>Tells of stock: values to the product's room, and alerts to the room or to users.</summary>
internal sealed class InventoryUpdates(EventPublisher publisher, TimeProvider time)
{
    // One key for all: the room is the product's own.
    private static readonly EventTraits StockTraits = new() { ConflationKey = "inventory:updated", HasSnapshot = true };

    public async Task PublishStockAsync(string productId, int quantity, bool? available, CancellationToken cancellationToken)
    {
        Identifier.Check(productId, nameof(productId));
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        await publisher.PublishAsync(
            EventTarget.Room(RealtimeRooms.Product(productId)),
            "inventory:updated",
            (productId, quantity, Available: available ?? quantity > 0, At: time.GetUtcNow()),
            static (writer, stock) =>
            {
                writer.WriteStartObject();
                writer.WriteString("productId"u8, stock.productId);
                writer.WriteNumber("quantity"u8, stock.quantity);
                writer.WriteBoolean("available"u8, stock.Available);
                writer.WriteTime("timestamp"u8, stock.At);
                writer.WriteEndObject();
            },
            StockTraits,
            cancellationToken).ConfigureAwait(false);
    }

    public async Task PublishAlertAsync(InventoryAlert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        Identifier.Check(alert.ProductId, nameof(alert.ProductId));
        EventNames.Check(alert.Event, nameof(alert.Event));
        if (alert.Quantity is { } quantity)
        {
            await PublishStockAsync(alert.ProductId, quantity, null, cancellationToken).ConfigureAwait(false);
        }

        await PublishEventAsync(alert, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells users alone, the stock with it; customers see only values.</summary>
    public Task PublishLowStockAsync(
        string productId, int quantity, IReadOnlyCollection<string> userIds, string? productName, CancellationToken cancellationToken)
    {
        Identifier.Check(productId, nameof(productId));
        return PublishEventAsync(
            new InventoryAlert
            {
                Event = "low_stock",
                ProductId = productId,
                ProductName = productName,
                Quantity = quantity,
                Message = string.Create(CultureInfo.InvariantCulture, $"Only {quantity} left of {productName ?? productId}."),
                UserIds = userIds,
            },
            cancellationToken);
    }

    private async Task PublishEventAsync(InventoryAlert alert, CancellationToken cancellationToken)
    {
        var target = EventTarget.Room(RealtimeRooms.Product(alert.ProductId));
        if (alert.UserIds is { } userIds)
        {
            foreach (var userId in userIds)
            {
                Identifier.Check(userId, nameof(alert.UserIds));
            }

            if (userIds.Count == 0)
            {
                return;
            }

            target = EventTarget.Users([.. userIds.Distinct(StringComparer.Ordinal)]);
        }

        await publisher.PublishAsync(target, "notification:event", (alert, time.GetUtcNow()), Write, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, (InventoryAlert Alert, DateTimeOffset At) state)
    {
        var alert = state.Alert;
        writer.WriteStartObject();
        writer.WriteString("event"u8, alert.Event);
        writer.WriteString("productId"u8, alert.ProductId);
        if (alert.ProductName is not null)
        {
            writer.WriteString("productName"u8, alert.ProductName);
        }

        if (alert.Quantity is { } quantity)
        {
            writer.WriteNumber("quantity"u8, quantity);
        }

        if (alert.Message is not null)
        {
            writer.WriteString("message"u8, alert.Message);
        }

        writer.WriteTime("timestamp"u8, state.At);
        writer.WriteEndObject();
    }
}
