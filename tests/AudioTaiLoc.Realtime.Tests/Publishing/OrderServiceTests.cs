using System.Text.Json;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Publishing;

/// <summary>An app's service is tested without a server: <see cref="IRealtimeService"/> is mocked like any interface.</summary>
public sealed class OrderServiceTests
{
    private readonly Mock<IOrderRepository> _orders = new();
    private readonly Mock<IRealtimeService> _realtime = new(MockBehavior.Strict);
    private readonly OrderService _service;

    public OrderServiceTests()
    {
        _service = new OrderService(_orders.Object, _realtime.Object);
        _orders.Setup(orders => orders.UpdateStatusAsync("order_123", "shipped", Cancellation))
            .ReturnsAsync(new Order("order_123", "user_123", 299.99m, 2));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_and_the_room_are_told_what_the_database_took()
    {
        object? data = null;
        _realtime.Setup(realtime => realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", It.IsAny<object>(), Cancellation))
            .Callback((string _, string _, string? _, object? given, CancellationToken _) => data = given)
            .Returns(Task.CompletedTask);

        await _service.UpdateOrderStatusAsync("order_123", "shipped", Cancellation);

        _realtime.VerifyAll();
        Assert.Equal("""{"total":299.99,"itemCount":2}""", JsonSerializer.Serialize(data, JsonSerializerOptions.Web));
    }

    [Fact]
    public async Task Nobody_is_told_of_what_the_database_refused()
    {
        _orders.Setup(orders => orders.UpdateStatusAsync("order_404", "shipped", Cancellation)).ThrowsAsync(new KeyNotFoundException());

        await Assert.ThrowsAsync<KeyNotFoundException>(() => _service.UpdateOrderStatusAsync("order_404", "shipped", Cancellation));

        _realtime.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task What_the_event_log_cannot_take_reaches_the_caller_with_its_code()
    {
        _realtime.Setup(realtime => realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", It.IsAny<object>(), Cancellation))
            .ThrowsAsync(new RealtimeException(RealtimeErrorCodes.Unavailable, "The event log cannot be reached."));

        var fault = await Assert.ThrowsAsync<RealtimeException>(() => _service.UpdateOrderStatusAsync("order_123", "shipped", Cancellation));

        Assert.Equal(RealtimeErrorCodes.Unavailable, fault.Code);
    }

    [Fact]
    public void Statistics_can_be_mocked_too()
    {
        _realtime.Setup(realtime => realtime.GetRealtimeStats())
            .Returns(new RealtimeStats { NodeId = "node", StartedAt = DateTimeOffset.UnixEpoch, ConnectedUsers = 3 });

        Assert.Equal(3, _realtime.Object.GetRealtimeStats().ConnectedUsers);
    }
}
