namespace AudioTaiLoc.Realtime;

/// <summary>
/// What an app injects to tell its customers' browsers and apps what happened. Each call returns once the event is in
/// the event log: who is connected gets it in order, who comes back can catch up. A call never waits for a client.
/// Payloads are serialised as camelCase JSON. Faults: <see cref="ArgumentException"/> for an id, name or payload that
/// cannot be sent, <see cref="RealtimeException"/> with <see cref="RealtimeErrorCodes.Unavailable"/> when a store or the log is down.
/// </summary>
public interface IRealtimeService
{
    /// <summary>Sends <c>order:updated</c> to the order's room, and <c>notification:order_updated</c> to its owner when one is named.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="status">Its new status, such as <c>shipped</c>.</param>
    /// <param name="userId">The owner; null to tell only the room.</param>
    /// <param name="data">The host's own object; null for an empty one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task NotifyOrderStatusChangeAsync(
        string orderId, string status, string? userId = null, object? data = null, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>order:updated</c> with the progress as its data.</summary>
    Task NotifyOrderProgressAsync(
        string orderId, string status, OrderProgress progress, string? userId = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a user news of a payment.</summary>
    Task NotifyPaymentAsync(string userId, PaymentNotification payment, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>booking:updated</c> to the booking's room, and <c>notification:booking_updated</c> to its owner when one is named.</summary>
    /// <param name="bookingId">The booking.</param>
    /// <param name="status">Its new status, such as <c>confirmed</c>.</param>
    /// <param name="userId">The owner; null to tell only the room.</param>
    /// <param name="data">The host's own object; null for an empty one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task NotifyBookingStatusChangeAsync(
        string bookingId, string status, string? userId = null, object? data = null, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>booking:updated</c> with the status <c>confirmed</c>.</summary>
    Task NotifyBookingConfirmedAsync(
        string bookingId, string? userId = null, object? data = null, CancellationToken cancellationToken = default);

    /// <summary>Reminds a user of an appointment when it is time.</summary>
    /// <returns>The reminder's id, for <see cref="CancelReminderAsync"/>.</returns>
    Task<string> ScheduleAppointmentReminderAsync(AppointmentReminder reminder, CancellationToken cancellationToken = default);

    /// <summary>Takes a reminder back.</summary>
    /// <returns>True when it was still to come.</returns>
    Task<bool> CancelReminderAsync(string reminderId, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>notification:message</c> to every connection of a user.</summary>
    Task NotifyUserAsync(string userId, UserNotification notification, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>notification:message</c> to every connection of several users.</summary>
    Task NotifyUsersAsync(IReadOnlyCollection<string> userIds, UserNotification notification, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>notification:event</c> with news of a product, and <c>inventory:updated</c> when a quantity is given.</summary>
    Task NotifyInventoryAsync(InventoryAlert alert, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>inventory:updated</c> to the product's room.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="quantity">Pieces in stock, 0 or more.</param>
    /// <param name="available">Whether it can be ordered; null for when there are any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task NotifyStockLevelAsync(string productId, int quantity, bool? available = null, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>notification:event</c> <c>product_available</c> or <c>product_unavailable</c> to the product's room.</summary>
    Task NotifyProductAvailabilityAsync(
        string productId, bool available, string? productName = null, CancellationToken cancellationToken = default);

    /// <summary>Sends <c>notification:event</c> <c>low_stock</c> to the users who look after the stock.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="quantity">Pieces left.</param>
    /// <param name="userIds">Who is told.</param>
    /// <param name="productName">The product's name; left out when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task NotifyLowStockAsync(
        string productId,
        int quantity,
        IReadOnlyCollection<string> userIds,
        string? productName = null,
        CancellationToken cancellationToken = default);

    /// <summary>Sends an event of the host's own to every connection.</summary>
    /// <param name="eventName">Any name but the wires' reserved ones: <c>connect</c>, <c>connect_error</c>, <c>disconnect</c>, <c>disconnecting</c>, <c>newListener</c>, <c>removeListener</c>.</param>
    /// <param name="payload">An object; null for an empty one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task BroadcastToAllAsync(string eventName, object? payload = null, CancellationToken cancellationToken = default);

    /// <summary>Sends an event of the host's own to the members of a room.</summary>
    /// <param name="room">The room, such as <c>order:order_123</c>.</param>
    /// <param name="eventName">As for <see cref="BroadcastToAllAsync"/>.</param>
    /// <param name="payload">An object; null for an empty one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SendEventToRoomAsync(string room, string eventName, object? payload = null, CancellationToken cancellationToken = default);

    /// <summary>Sends an event of the host's own to any target, and says what it is: a value of which the last one counts, a secret.</summary>
    /// <param name="target">Whom it is for.</param>
    /// <param name="eventName">As for <see cref="BroadcastToAllAsync"/>.</param>
    /// <param name="payload">An object; null for an empty one.</param>
    /// <param name="options">What it is; null for nothing special.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SendEventAsync(
        EventTarget target, string eventName, object? payload = null, EventOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Closes every connection of a user, on every node, with <see cref="RealtimeErrorCodes.Kicked"/>.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="reason">A sentence the client is told; at most 120 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task DisconnectUserAsync(string userId, string reason, CancellationToken cancellationToken = default);

    /// <summary>What this node does, now and since its start.</summary>
    RealtimeStats GetRealtimeStats();

    /// <summary>What all nodes hold together.</summary>
    Task<ClusterStats> GetClusterStatsAsync(CancellationToken cancellationToken = default);
}
