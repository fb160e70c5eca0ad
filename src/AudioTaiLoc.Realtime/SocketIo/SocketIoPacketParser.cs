namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>
/// Reads what stands before the payload:
/// <c>&lt;type&gt;[&lt;attachments&gt;-][&lt;namespace&gt;,][&lt;ack id&gt;][JSON]</c> (Socket.IO protocol 5, "Format").
/// </summary>
internal static class SocketIoPacketParser
{
    private const long LargestAckId = (1L << 53) - 1;

    /// <summary>False when it is no packet. The payload is not looked at.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out SocketIoPacket parsed)
    {
        parsed = default;
        if (packet.IsEmpty)
        {
            return false;
        }

        var type = (SocketIoPacketType)packet[0];
        if (type is < SocketIoPacketType.Connect or > SocketIoPacketType.BinaryAck)
        {
            return false;
        }

        int at = 1;
        long attachments = 0;
        if (type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck)
        {
            if (!TryNumber(packet, ref at, int.MaxValue, out attachments) || at == packet.Length || packet[at] != (byte)'-')
            {
                return false;
            }

            at++;
        }

        int start = at;
        int length = 0;
        if (at < packet.Length && packet[at] == (byte)'/')
        {
            int comma = packet[at..].IndexOf((byte)',');
            length = comma < 0 ? packet.Length - at : comma;
            at += comma < 0 ? length : length + 1;
        }

        long ackId = -1;
        if (at < packet.Length && char.IsAsciiDigit((char)packet[at]) && !TryNumber(packet, ref at, LargestAckId, out ackId))
        {
            return false;
        }

        parsed = new(type, (int)attachments, start, length, ackId, at);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> packet, ref int at, long largest, out long number)
    {
        int start = at;
        number = 0;
        while (at < packet.Length && char.IsAsciiDigit((char)packet[at]))
        {
            number = (number * 10) + (packet[at] - '0');
            if (number > largest)
            {
                return false;
            }

            at++;
        }

        return at > start;
    }
}
