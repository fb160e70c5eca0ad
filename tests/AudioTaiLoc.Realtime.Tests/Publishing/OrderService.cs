namespace AudioTaiLoc.Realtime.Tests.Publishing;

/// <summary>An app's own service, as the design document writes it: changes the order, then tells everyone concerned.</summary>
public sealed class OrderService(IOrderRepository orders, IRealtimeService realtime)
{
    public async Task UpdateOrderStatusAsync(string orderId, string newStatus, CancellationToken cancellationToken = default)
    {
        var order = await orders.UpdateStatusAsync(orderId, newStatus, cancellationToken);
        await realtime.NotifyOrderStatusChangeAsync(
            order.Id, newStatus, order.UserId, new { order.Total, order.ItemCount }, cancellationToken);
    }
}
