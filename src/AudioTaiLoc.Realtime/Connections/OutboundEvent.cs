namespace AudioTaiLoc.Realtime.Connections;

/// <summary>
/// An event on its way out, and its encoded form per wire, built when the first connection of that wire needs it and
/// shared by all. Not thread-safe: it belongs to whoever sends it.
/// </summary>
internal sealed class OutboundEvent
{
    private readonly EventIdFormat? _ids;
    private WireEncoder? _firstWire;
    private WireEncoder? _secondWire;
    private object? _first;
    private object? _second;

    /// <summary>An event of the log. Volatile ones have no event id.</summary>
    public OutboundEvent(in EventEntry entry, EventIdFormat ids)
    {
        Name = entry.Event.Name;
        Payload = entry.Event.Payload;
        Position = entry.Position;
        _ids = entry.Event.IsVolatile ? null : ids;
        Offset = entry.Event.IsVolatile ? null : entry.Position;
        IsSecret = entry.Event.IsSecret;
    }

    /// <summary>An event for one connection that is not in the log.</summary>
    public OutboundEvent(string name, ReadOnlyMemory<byte> payload)
    {
        Name = name;
        Payload = payload;
    }

    public string Name { get; }

    /// <summary>True for what a client asked to catch up on: it is not counted against the outbox's bound, as it is the log's bound that limits it.</summary>
    public bool IsReplay { get; init; }

    /// <summary>True when it must not be compressed.</summary>
    public bool IsSecret { get; }

    /// <summary>The JSON object without its event id.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    public long Position { get; }

    public bool HasEventId => _ids is not null;

    /// <summary>
    /// The position up to which whoever got this event has got everything, so that it may come back with it; null when the
    /// event says nothing of that. Its own position, unless it is an old one that came late.
    /// </summary>
    public long? Offset { get; init; }

    /// <summary>The length of the event id, 0 when there is none.</summary>
    public int EventIdLength => _ids?.GetLength(Position) ?? 0;

    /// <summary>The most bytes that <see cref="WritePayload"/> writes.</summary>
    public int PayloadLength => HasEventId ? Payload.Length + EventIdLength + ",\"eventId\":\"\"".Length : Payload.Length;

    /// <summary>The event in a wire's form.</summary>
    public object GetEncoded(WireEncoder wire)
    {
        if (ReferenceEquals(wire, _firstWire))
        {
            return _first!;
        }

        if (ReferenceEquals(wire, _secondWire))
        {
            return _second!;
        }

        var encoded = wire.Encode(this);
        if (_firstWire is null)
        {
            (_firstWire, _first) = (wire, encoded);
        }
        else
        {
            (_secondWire, _second) = (wire, encoded);
        }

        return encoded;
    }

    /// <summary>The text of <see cref="Offset"/>; null when there is none.</summary>
    public string? OffsetText => Offset is { } offset ? _ids?.ToText(offset) : null;

    /// <summary>Writes the payload, with <c>eventId</c> as its last property when the log keeps the event.</summary>
    /// <returns>The number of bytes written.</returns>
    public int WritePayload(Span<byte> destination)
    {
        var payload = Payload.Span;
        if (_ids is null)
        {
            payload.CopyTo(destination);
            return payload.Length;
        }

        var body = payload[..^1];
        body.CopyTo(destination);
        var length = body.Length;
        var property = body.TrimEnd(" \t\r\n"u8) is [(byte)'{'] ? "\"eventId\":\""u8 : ",\"eventId\":\""u8;
        property.CopyTo(destination[length..]);
        length += property.Length;
        length += _ids.Write(Position, destination[length..]);
        "\"}"u8.CopyTo(destination[length..]);
        return length + 2;
    }
}
