using System.Globalization;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Notifications;
using AudioTaiLoc.Realtime.Reminders;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Statistics;
using AudioTaiLoc.Realtime.Updates;

namespace AudioTaiLoc.Realtime.Publishing;

/// <summary>The host's one door: passes each call on to the feature that does it.</summary>
internal sealed class RealtimeService(
    StatusUpdates updates,
    InventoryUpdates inventory,
    NotificationSender notifications,
    ReminderScheduler reminders,
    EventPublisher publisher,
    PayloadSerializer payloads,
    ISessionStore sessions,
    StatisticsReader statistics) : IRealtimeService
{
    private const int MaximumReasonLength = 120;

    public Task NotifyOrderStatusChangeAsync(
        string orderId, string status, string? userId = null, object? data = null, CancellationToken cancellationToken = default) =>
        updates.PublishOrderAsync(orderId, status, userId, data, cancellationToken);

    public Task NotifyOrderProgressAsync(
        string orderId, string status, OrderProgress progress, string? userId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return updates.PublishOrderProgressAsync(orderId, status, userId, progress, cancellationToken);
    }

    public Task NotifyPaymentAsync(string userId, PaymentNotification payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        Identifier.Check(payment.OrderId, nameof(payment.OrderId));
        EventNames.Check(payment.Status, nameof(payment.Status));
        return notifications.SendAsync(
            [userId],
            new UserNotification
            {
                Type = "payment_" + payment.Status,
                Message = payment.Message ?? string.Create(CultureInfo.InvariantCulture, $"Payment for {payment.OrderId}: {payment.Status}."),
                Data = payment,
            },
            cancellationToken);
    }

    public Task NotifyBookingStatusChangeAsync(
        string bookingId, string status, string? userId = null, object? data = null, CancellationToken cancellationToken = default) =>
        updates.PublishBookingAsync(bookingId, status, userId, data, cancellationToken);

    public Task NotifyBookingConfirmedAsync(
        string bookingId, string? userId = null, object? data = null, CancellationToken cancellationToken = default) =>
        updates.PublishBookingAsync(bookingId, "confirmed", userId, data, cancellationToken);

    public Task<string> ScheduleAppointmentReminderAsync(AppointmentReminder reminder, CancellationToken cancellationToken = default) =>
        reminders.ScheduleAsync(reminder, cancellationToken);

    public Task<bool> CancelReminderAsync(string reminderId, CancellationToken cancellationToken = default) =>
        reminders.CancelAsync(reminderId, cancellationToken);

    public Task NotifyUserAsync(string userId, UserNotification notification, CancellationToken cancellationToken = default) =>
        notifications.SendAsync([userId], notification, cancellationToken);

    public Task NotifyUsersAsync(
        IReadOnlyCollection<string> userIds, UserNotification notification, CancellationToken cancellationToken = default) =>
        notifications.SendAsync(userIds, notification, cancellationToken);

    public Task NotifyInventoryAsync(InventoryAlert alert, CancellationToken cancellationToken = default) =>
        inventory.PublishAlertAsync(alert, cancellationToken);

    public Task NotifyStockLevelAsync(string productId, int quantity, bool? available = null, CancellationToken cancellationToken = default) =>
        inventory.PublishStockAsync(productId, quantity, available, cancellationToken);

    public Task NotifyProductAvailabilityAsync(
        string productId, bool available, string? productName = null, CancellationToken cancellationToken = default) =>
        inventory.PublishAlertAsync(
            new InventoryAlert
            {
                Event = available ? "product_available" : "product_unavailable",
                ProductId = productId,
                ProductName = productName,
                Message = available ? "Product is back in stock!" : "Product is out of stock.",
            },
            cancellationToken);

    public Task NotifyLowStockAsync(
        string productId,
        int quantity,
        IReadOnlyCollection<string> userIds,
        string? productName = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        return inventory.PublishLowStockAsync(productId, quantity, userIds, productName, cancellationToken);
    }

    public Task BroadcastToAllAsync(string eventName, object? payload = null, CancellationToken cancellationToken = default) =>
        PublishAsync(EventTarget.Everyone, eventName, payload, default, cancellationToken);

    public Task SendEventToRoomAsync(string room, string eventName, object? payload = null, CancellationToken cancellationToken = default)
    {
        Identifier.Check(room, nameof(room), Identifier.MaximumRoomLength);
        return PublishAsync(EventTarget.Room(room), eventName, payload, default, cancellationToken);
    }

    public Task SendEventAsync(
        EventTarget target, string eventName, object? payload = null, EventOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (target.Name is { } name)
        {
            Identifier.Check(name, nameof(target), target.Kind == EventTargetKind.Room ? Identifier.MaximumRoomLength : Identifier.MaximumLength);
        }

        foreach (var userId in target.UserIds ?? [])
        {
            Identifier.Check(userId, nameof(target));
        }

        return PublishAsync(target, eventName, payload, ToTraits(eventName, options), cancellationToken);
    }

    public async Task DisconnectUserAsync(string userId, string reason, CancellationToken cancellationToken = default)
    {
        Identifier.Check(userId, nameof(userId));
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reason.Length, MaximumReasonLength, nameof(reason));
        await sessions.RemoveUserAsync(userId, cancellationToken).ConfigureAwait(false);
        await publisher.KickAsync(userId, reason, cancellationToken).ConfigureAwait(false);
    }

    public RealtimeStats GetRealtimeStats() => statistics.ReadNode();

    public Task<ClusterStats> GetClusterStatsAsync(CancellationToken cancellationToken = default) =>
        statistics.ReadClusterAsync(cancellationToken);

    private static EventTraits ToTraits(string eventName, EventOptions? options)
    {
        if (options?.ValueKey is not { } key)
        {
            return new EventTraits { IsSecret = options?.IsSecret ?? false };
        }

        Identifier.Check(key, nameof(options.ValueKey));
        return new EventTraits { ConflationKey = $"{eventName} {key}", HasSnapshot = true, IsSecret = options.IsSecret };
    }

    private async Task PublishAsync(
        EventTarget target, string eventName, object? payload, EventTraits traits, CancellationToken cancellationToken)
    {
        EventNames.Check(eventName, nameof(eventName));
        await publisher.PublishAsync(
            target,
            eventName,
            (payloads, payload),
            static (writer, state) => state.payloads.WriteValue(writer, state.payload),
            traits,
            cancellationToken).ConfigureAwait(false);
    }
}
