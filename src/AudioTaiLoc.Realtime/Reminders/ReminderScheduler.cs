using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Reminders;

/// <summary>Stores appointment reminders and takes them back.</summary>
internal sealed class ReminderScheduler(IReminderStore store, IReminderDelivery delivery, ReminderSignal signal)
{
    public async Task<string> ScheduleAsync(AppointmentReminder reminder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        Identifier.Check(reminder.BookingId, nameof(reminder.BookingId));
        Identifier.Check(reminder.UserId, nameof(reminder.UserId));
        var id = Guid.NewGuid().ToString("n");
        await store.ScheduleAsync(new Reminder(id, reminder.UserId, reminder.DueAt, delivery.Write(reminder)), cancellationToken).ConfigureAwait(false);
        signal.Set();
        return id;
    }

    public async Task<bool> CancelAsync(string reminderId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderId);
        return await store.CancelAsync(reminderId, cancellationToken).ConfigureAwait(false);
    }
}
