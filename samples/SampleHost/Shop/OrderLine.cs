namespace SampleHost.Shop;

/// <summary>One product of an order.</summary>
internal sealed record OrderLine(string ProductId, string Name, int Quantity, decimal Price);
