namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>The first byte of a text packet says what it is.</summary>
internal static class EngineIoPacket
{
    /// <summary>False for an empty packet and an unknown type.</summary>
    public static bool TryReadType(ReadOnlySpan<byte> packet, out EngineIoPacketType type)
    {
        type = packet.IsEmpty ? default : (EngineIoPacketType)packet[0];
        return type is (>= EngineIoPacketType.Open and <= EngineIoPacketType.Noop) or EngineIoPacketType.Base64;
    }
}
