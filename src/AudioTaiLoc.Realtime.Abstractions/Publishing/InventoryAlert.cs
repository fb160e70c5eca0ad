namespace AudioTaiLoc.Realtime;

/// <summary>News of a product's stock, for <see cref="IRealtimeService.NotifyInventoryAsync"/>.</summary>
public sealed record InventoryAlert
{
    /// <summary>The product.</summary>
    public required string ProductId { get; init; }

    /// <summary>What happened: the <c>event</c> field of <c>notification:event</c>.</summary>
    public string Event { get; init; } = "inventory_alert";

    /// <summary>The product's name; left out when null.</summary>
    public string? ProductName { get; init; }

    /// <summary>The text; left out when null.</summary>
    public string? Message { get; init; }

    /// <summary>Pieces in stock; when given, <c>inventory:updated</c> is sent to the product's room as well.</summary>
    public int? Quantity { get; init; }

    /// <summary>Who is told; null for the product's room.</summary>
    public IReadOnlyCollection<string>? UserIds { get; init; }
}
