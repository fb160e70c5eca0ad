namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>What an event is besides its name and payload; see <see cref="RealtimeEvent"/>.</summary>
internal readonly record struct EventTraits
{
    public bool IsVolatile { get; init; }

    public string? ExceptConnectionId { get; init; }

    public string? ConflationKey { get; init; }

    public bool HasSnapshot { get; init; }

    public bool IsSecret { get; init; }
}
