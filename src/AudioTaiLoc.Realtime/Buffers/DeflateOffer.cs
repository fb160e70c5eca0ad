namespace AudioTaiLoc.Realtime.Buffers;

/// <summary>What a WebSocket client offers of permessage-deflate (RFC 7692, 7), and what both wires answer.</summary>
internal static class DeflateOffer
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
