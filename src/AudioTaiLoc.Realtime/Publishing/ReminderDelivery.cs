using AudioTaiLoc.Realtime.Notifications;
using AudioTaiLoc.Realtime.Reminders;

namespace AudioTaiLoc.Realtime.Publishing;

/// <summary>Sends reminders as notifications of type <c>appointment_reminder</c>.</summary>
internal sealed class ReminderDelivery(NotificationSender notifications) : IReminderDelivery
{
    public byte[] Write(AppointmentReminder reminder) => notifications.Write(new UserNotification
    {
        Type = "appointment_reminder",
        Title = reminder.Title,
        Message = reminder.Message ?? $"Reminder of your appointment ({reminder.BookingId}).",
        Data = new Dictionary<string, string> { ["bookingId"] = reminder.BookingId },
    });

    // Kept first, then published: when that fails, the next attempt finds it kept.
    public Task SendAsync(Reminder reminder, CancellationToken cancellationToken) =>
        notifications.SendAsync(reminder.Id, reminder.UserId, reminder.NotificationJson, cancellationToken);
}
