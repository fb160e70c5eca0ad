namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>Turns an appointment's reminder into a notification, and sends it when it is time.</summary>
internal interface IReminderDelivery
{
    /// <summary>The notification as JSON, without its timestamp.</summary>
    byte[] Write(AppointmentReminder reminder);

    Task SendAsync(Reminder reminder, CancellationToken cancellationToken);
}
