namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>A notification in a user's inbox.</summary>
internal sealed class NotificationRow
{
    public required string UserId { get; set; }

    public required string Id { get; set; }

    public required byte[] NotificationJson { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public bool IsRead { get; set; }
}
