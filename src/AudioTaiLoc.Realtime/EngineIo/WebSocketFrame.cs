using System.Buffers.Binary;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Server-side WebSocket frame headers (RFC 6455, 5.2): final, unmasked, never fragmented.</summary>
internal static class WebSocketFrame
{
    /// <summary>Longest header this side writes.</summary>
    public const int MaxHeader = 10;

    public const byte Text = 0x81;
    public const byte Binary = 0x82;
    public const byte Close = 0x88;

    /// <summary>Set on the first byte of a compressed message (RFC 7692, 7.2.1).</summary>
    public const byte Compressed = 0x40;

    public static int HeaderLength(int payload) => payload switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };

    public static void WriteHeader(Span<byte> header, byte first, int payload)
    {
        header[0] = first;
        switch (header.Length)
        {
            case 2:
                header[1] = (byte)payload;
                break;
            case 4:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload);
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payload);
                break;
        }
    }
}
