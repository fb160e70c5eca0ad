using System.IO.Compression;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// permessage-deflate (RFC 7692) without context takeover in either direction: no compressor is kept per connection, and one
/// compressed frame serves every client that negotiated it.
/// </summary>
internal static class PerMessageDeflate
{
    /// <summary>What the server answers when it accepts an offer.</summary>
    public const string Accepted = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /// <summary>Takes the first offer that this side can keep: one that does not ask for a smaller window.</summary>
    public static bool IsOffered(string? extensions)
    {
        if (string.IsNullOrEmpty(extensions))
        {
            return false;
        }

        foreach (string offer in extensions.Split(','))
        {
            string[] parts = offer.Split(';', StringSplitOptions.TrimEntries);
            if (string.Equals(parts[0], "permessage-deflate", StringComparison.OrdinalIgnoreCase) && parts.AsSpan(1).IndexOfAnyUnknown() < 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The whole frame, header included.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> payload, byte first)
    {
        using var output = new MemoryStream(payload.Length / 2);
        int length;
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(payload);
            deflate.Flush();

            // A flush ends with an empty block, 00 00 FF FF, which stays off the wire (RFC 7692, 7.2.1).
            length = (int)output.Length - 4;
        }

        int header = WebSocketFrame.HeaderLength(length);
        byte[] frame = GC.AllocateUninitializedArray<byte>(header + length);
        WebSocketFrame.WriteHeader(frame.AsSpan(0, header), (byte)(first | WebSocketFrame.Compressed), length);
        output.GetBuffer().AsSpan(0, length).CopyTo(frame.AsSpan(header));
        return frame;
    }

    private static int IndexOfAnyUnknown(this Span<string> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            string name = parameters[i].Split('=', 2)[0].Trim();
            if (name is not ("client_max_window_bits" or "server_no_context_takeover" or "client_no_context_takeover"))
            {
                return i;
            }
        }

        return -1;
    }
}
