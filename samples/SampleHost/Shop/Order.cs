using System.Text.Json;

namespace SampleHost.Shop;

/// <summary>An order and how far it has come.</summary>
internal sealed record Order
{
    public required string Id { get; init; }

    public required string CustomerId { get; init; }

    public required string CustomerEmail { get; init; }

    public required string Status { get; init; }

    public required decimal Total { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>What staff said with the last change, such as a tracking number.</summary>
    public JsonElement? Data { get; init; }

    public required IReadOnlyList<StatusChange> History { get; init; }

    public int ItemCount => Lines.Sum(line => line.Quantity);
}
