using System.IO.Compression;

namespace AudioTaiLoc.Realtime.Buffers;

/// <summary>Compresses one message for permessage-deflate without context takeover (RFC 7692, 7.2.1): nothing is kept from one to the next.</summary>
internal static class MessageDeflate
{
    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> payload)
    {
        using var output = new MemoryStream(payload.Length / 2);
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(payload);
            deflate.Flush();

            // A flush ends with an empty block, 00 00 FF FF, which stays off the wire.
            return output.GetBuffer().AsMemory(0, (int)output.Length - 4);
        }
    }
}
