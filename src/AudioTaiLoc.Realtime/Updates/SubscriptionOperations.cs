using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Updates;

/// <summary>Subscribing to orders, bookings and products, and catching up.</summary>
internal sealed class SubscriptionOperations(RoomSubscriber rooms, Dispatcher dispatcher) : IOperationSource
{
    public void AddTo(OperationTable table)
    {
        var json = UpdatesJson.Default;
        table.Add("order:subscribe", json.OrderRequest, (caller, request, cancellation) =>
            JoinAsync(caller, RealtimeRooms.Order(Require.Id(request.OrderId, "orderId")), request.Since, cancellation));
        table.Add("order:unsubscribe", json.OrderRequest, (caller, request, _) =>
            LeaveAsync(caller, RealtimeRooms.Order(Require.Id(request.OrderId, "orderId"))), OperationAccess.Anyone);
        table.Add("booking:subscribe", json.BookingRequest, (caller, request, cancellation) =>
            JoinAsync(caller, RealtimeRooms.Booking(Require.Id(request.BookingId, "bookingId")), request.Since, cancellation));
        table.Add("booking:unsubscribe", json.BookingRequest, (caller, request, _) =>
            LeaveAsync(caller, RealtimeRooms.Booking(Require.Id(request.BookingId, "bookingId"))), OperationAccess.Anyone);
        table.Add("inventory:subscribe", json.ProductRequest, (caller, request, cancellation) =>
            JoinAsync(caller, RealtimeRooms.Product(Require.Id(request.ProductId, "productId")), request.Since, cancellation), OperationAccess.Anyone);
        table.Add("inventory:unsubscribe", json.ProductRequest, (caller, request, _) =>
            LeaveAsync(caller, RealtimeRooms.Product(Require.Id(request.ProductId, "productId"))), OperationAccess.Anyone);
        table.Add("resume", json.ResumeRequest, ResumeAsync, OperationAccess.Anyone);
    }

    private async ValueTask<Ack> JoinAsync(Connection caller, string room, string? since, CancellationToken cancellationToken)
    {
        var joined = await rooms.JoinAsync(caller, room, Require.EventId(since, "since"), cancellationToken).ConfigureAwait(false);
        return new RoomAck(room, joined.Recovered, joined.EventId);
    }

    private async ValueTask<Ack> LeaveAsync(Connection caller, string room)
    {
        await rooms.LeaveAsync(caller, room).ConfigureAwait(false);
        return new RoomAck(room);
    }

    private async ValueTask<Ack> ResumeAsync(Connection caller, ResumeRequest request, CancellationToken cancellationToken)
    {
        var since = Require.EventId(request.Since, "since") ?? throw Require.Missing("since");
        await dispatcher.TryCatchUpAsync(since, cancellationToken).ConfigureAwait(false);
        return new RecoveredAck(await dispatcher.RunAsync(new ResumeCommand(caller, since)).WaitAsync(cancellationToken).ConfigureAwait(false));
    }
}
