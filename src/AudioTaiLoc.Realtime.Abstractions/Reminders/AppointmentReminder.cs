namespace AudioTaiLoc.Realtime;

/// <summary>A reminder of a booked appointment: at its time the user gets <c>notification:message</c> of type <c>appointment_reminder</c>.</summary>
public sealed record AppointmentReminder
{
    /// <summary>The booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>Who is reminded.</summary>
    public required string UserId { get; init; }

    /// <summary>When to remind; a time that is past reminds at once.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>A heading; may be null.</summary>
    public string? Title { get; init; }

    /// <summary>The text; null for a sentence that names the booking.</summary>
    public string? Message { get; init; }
}
