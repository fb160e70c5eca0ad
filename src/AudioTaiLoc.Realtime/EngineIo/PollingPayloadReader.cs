namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Splits a polling body at the record separator: <c>4hello␞2␞4world</c> (Engine.IO protocol 4, "HTTP long-polling").</summary>
internal ref struct PollingPayloadReader(ReadOnlySpan<byte> body)
{
    public const byte Separator = 0x1E;

    private ReadOnlySpan<byte> _rest = body;
    private bool _done;

    /// <summary>The type of the current packet.</summary>
    public EngineIoPacketType Type { get; private set; }

    /// <summary>The current packet without its type byte; of a binary one still base64.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Moves to the next packet. False at the end, and at what is no packet: then <paramref name="malformed"/> is true.</summary>
    public bool TryRead(out bool malformed)
    {
        malformed = false;
        if (_done)
        {
            return false;
        }

        int end = _rest.IndexOf(Separator);
        ReadOnlySpan<byte> packet = end < 0 ? _rest : _rest[..end];
        _done = end < 0;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        if (!EngineIoPacket.TryReadType(packet, out EngineIoPacketType type))
        {
            malformed = _done = true;
            return false;
        }

        Type = type;
        Data = packet[1..];
        return true;
    }
}
