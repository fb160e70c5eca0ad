using AudioTaiLoc.Realtime.Buffers;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// permessage-deflate (RFC 7692) without context takeover in either direction: no compressor is kept per connection, and one
/// compressed frame serves every client that negotiated it.
/// </summary>
internal static class PerMessageDeflate
{
    /// <summary>The whole frame, header included.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> payload, byte first)
    {
        ReadOnlySpan<byte> compressed = MessageDeflate.Compress(payload).Span;
        int header = WebSocketFrame.HeaderLength(compressed.Length);
        byte[] frame = GC.AllocateUninitializedArray<byte>(header + compressed.Length);
        WebSocketFrame.WriteHeader(frame.AsSpan(0, header), (byte)(first | WebSocketFrame.Compressed), compressed.Length);
        compressed.CopyTo(frame.AsSpan(header));
        return frame;
    }
}
