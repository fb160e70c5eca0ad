namespace SampleHost.Shop;

/// <summary>A product and its stock.</summary>
internal sealed record Product
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string Description { get; init; }

    public required decimal Price { get; init; }

    public required int Quantity { get; init; }

    /// <summary>Staff are told when fewer pieces than this are left.</summary>
    public required int LowStockBelow { get; init; }

    public bool Available => Quantity > 0;
}
