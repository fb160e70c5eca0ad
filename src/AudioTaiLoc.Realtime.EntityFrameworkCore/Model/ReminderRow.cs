namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>A notification for later.</summary>
internal sealed class ReminderRow
{
    public required string Id { get; set; }

    public required string UserId { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public required byte[] NotificationJson { get; set; }

    public int Attempts { get; set; }

    /// <summary>When it can be claimed: when it is due, or when the present claim runs out.</summary>
    public DateTimeOffset AvailableAt { get; set; }
}
