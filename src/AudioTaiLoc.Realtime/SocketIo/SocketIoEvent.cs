using System.Text.Json;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>An event a client sent. Its memory is valid until the handler's task is done.</summary>
internal readonly struct SocketIoEvent
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly SocketIoPayloadLayout _layout;

    private SocketIoEvent(ReadOnlyMemory<byte> json, SocketIoPayloadLayout layout, ReadOnlyMemory<byte> name, long ackId, ReadOnlyMemory<byte>[] attachments)
    {
        _json = json;
        _layout = layout;
        Name = name;
        AckId = ackId < 0 ? null : ackId;
        Attachments = attachments;
    }

    /// <summary>The event's name in UTF-8, escapes resolved.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>The client's acknowledgement id; null when it asked for none.</summary>
    public long? AckId { get; }

    /// <summary>How many arguments there are.</summary>
    public int ArgumentCount => _layout.Count;

    /// <summary>JSON of the first argument; empty when there is none.</summary>
    public ReadOnlyMemory<byte> FirstArgument => _json.Slice(_layout.ArgumentsStart, _layout.FirstLength);

    /// <summary>JSON of all arguments, with commas between them; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Arguments => _json.Slice(_layout.ArgumentsStart, _layout.ArgumentsLength);

    /// <summary>What the placeholders in the arguments stand for.</summary>
    public ReadOnlyMemory<byte>[] Attachments { get; }

    /// <summary>False when it is no event: no array, no name, or a name that is reserved.</summary>
    public static bool TryCreate(
        ReadOnlyMemory<byte> json,
        long ackId,
        ReadOnlyMemory<byte>[] attachments,
        int maxDepth,
        out SocketIoEvent result)
    {
        result = default;
        if (!SocketIoPayload.TryScan(json.Span, hasName: true, attachments.Length, maxDepth, out SocketIoPayloadLayout layout))
        {
            return false;
        }

        ReadOnlyMemory<byte> name = json.Slice(layout.NameStart, layout.NameLength);
        if ((layout.IsNameEscaped && !TryUnescape(ref name)) || SocketIoEventNames.IsReserved(name.Span))
        {
            return false;
        }

        result = new(json, layout, name, ackId, attachments);
        return true;
    }

    private static bool TryUnescape(ref ReadOnlyMemory<byte> name)
    {
        byte[] quoted = [(byte)'"', .. name.Span, (byte)'"'];
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            byte[] plain = new byte[name.Length];
            name = plain.AsMemory(0, reader.CopyString(plain));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair has no UTF-8.
            return false;
        }
    }
}
