namespace AudioTaiLoc.Realtime;

/// <summary>One thing to append to the event log: an event for clients, or an end of access.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">Whom it is for.</param>
/// <param name="Name">The event name, such as <c>order:updated</c>; see <see cref="EventKind"/> for the other kinds.</param>
/// <param name="Payload">A JSON object as UTF-8, serialised once; empty for the other kinds. A log copies it before an append returns.</param>
public readonly record struct RealtimeEvent(EventKind Kind, EventTarget Target, string Name, ReadOnlyMemory<byte> Payload)
{
    /// <summary>True for an event that is worth nothing later, such as "is typing": it is passed on in order but never replayed.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>The one connection that does not get the event: the one that caused it.</summary>
    public string? ExceptConnectionId { get; init; }

    /// <summary>
    /// What the event is the newest word on: of several events to the same target with the same key, sent quickly one after
    /// another, only the last needs to arrive. Null, the default: every one arrives. Not for <see cref="EventTargetKind.Users"/>.
    /// </summary>
    public string? ConflationKey { get; init; }

    /// <summary>True when who enters the room later is sent the last event of this <see cref="ConflationKey"/>: it says how it is now.</summary>
    public bool HasSnapshot { get; init; }

    /// <summary>True when the payload holds a secret: it is never compressed, whose length would tell of it.</summary>
    public bool IsSecret { get; init; }
}
