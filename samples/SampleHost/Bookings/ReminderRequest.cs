namespace SampleHost.Bookings;

/// <summary>When to remind of a booking, and with what words.</summary>
internal sealed record ReminderRequest(DateTimeOffset? DueAt, string? Message);
