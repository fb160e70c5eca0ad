namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Model;

/// <summary>One user's right to join one room.</summary>
internal sealed class GrantRow
{
    public required string Room { get; set; }

    public required string UserId { get; set; }

    public DateTimeOffset GrantedAt { get; set; }

    public string? GrantedAfter { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public RoomGrant ToGrant() => new(Room, UserId, GrantedAt, GrantedAfter, ExpiresAt);
}
