namespace AudioTaiLoc.Realtime;

/// <summary>An authorizer's answer.</summary>
public readonly record struct RoomAuthorization
{
    /// <summary>No: others may still say yes.</summary>
    public static RoomAuthorization Denied => default;

    /// <summary>Yes.</summary>
    public static RoomAuthorization Allowed => new() { IsAllowed = true };

    /// <summary>Whether the user may.</summary>
    public bool IsAllowed { get; init; }

    /// <summary>When the right ends by itself; null for never. An end that is past makes the answer a no.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The <c>eventId</c> up to which nothing is replayed to the user; null: nothing is held back.</summary>
    public string? VisibleAfter { get; init; }
}
