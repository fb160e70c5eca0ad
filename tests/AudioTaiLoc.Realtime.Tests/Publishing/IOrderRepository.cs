namespace AudioTaiLoc.Realtime.Tests.Publishing;

/// <summary>Where the app keeps its orders.</summary>
public interface IOrderRepository
{
    Task<Order> UpdateStatusAsync(string orderId, string status, CancellationToken cancellationToken = default);
}

/// <summary>An order of the app.</summary>
public sealed record Order(string Id, string UserId, decimal Total, int ItemCount);
