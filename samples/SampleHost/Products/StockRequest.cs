namespace SampleHost.Products;

/// <summary>How many pieces there are now.</summary>
internal sealed record StockRequest(int? Quantity);
