namespace SampleHost.Bookings;

/// <summary>A reminder that is scheduled; its id takes it back.</summary>
internal sealed record ReminderResponse(string ReminderId, string BookingId, DateTimeOffset DueAt);
