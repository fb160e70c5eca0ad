using System.Buffers.Text;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// One outgoing packet, built once and shared by every session it goes to: the whole WebSocket frame, and inside it what a
/// polling answer needs. A chain of frames (<see cref="Next"/>) is queued as one, so that nothing comes between a packet and
/// its attachments.
/// </summary>
internal sealed class EngineIoFrame
{
    private readonly byte[] _bytes;
    private readonly int _header;
    private byte[]? _compressed;

    private EngineIoFrame(byte first, ReadOnlySpan<byte> head, ReadOnlySpan<byte> data, EngineIoFrame? next, bool isCounted = true, bool isCompressible = true)
    {
        int payload = head.Length + data.Length;
        _header = WebSocketFrame.HeaderLength(payload);
        _bytes = GC.AllocateUninitializedArray<byte>(_header + payload);
        WebSocketFrame.WriteHeader(_bytes.AsSpan(0, _header), first, payload);
        head.CopyTo(_bytes.AsSpan(_header));
        data.CopyTo(_bytes.AsSpan(_header + head.Length));
        IsBinary = first == WebSocketFrame.Binary;
        IsMessage = IsBinary || (head.IsEmpty ? data : head) is [(byte)EngineIoPacketType.Message, ..];
        Next = next;
        ChainLength = _bytes.Length + (next?.ChainLength ?? 0);
        IsCounted = isCounted;
        IsCompressible = isCompressible;
    }

    private EngineIoFrame(ReadOnlySpan<byte> webSocketBytes)
    {
        _bytes = webSocketBytes.ToArray();
        IsControl = true;
        ChainLength = _bytes.Length;
        IsCounted = true;
    }

    /// <summary><c>2</c></summary>
    public static EngineIoFrame Ping { get; } = Text("2"u8);

    /// <summary><c>3probe</c></summary>
    public static EngineIoFrame ProbePong { get; } = Text("3probe"u8);

    /// <summary><c>6</c></summary>
    public static EngineIoFrame Noop { get; } = Text("6"u8);

    /// <summary><c>1</c></summary>
    public static EngineIoFrame Close { get; } = Text("1"u8);

    public bool IsBinary { get; }

    /// <summary>WebSocket's own pongs and closes: never part of a polling answer.</summary>
    public bool IsControl { get; }

    /// <summary>Whether it carries data of the layer above.</summary>
    public bool IsMessage { get; }

    /// <summary>What has to follow at once.</summary>
    public EngineIoFrame? Next { get; }

    /// <summary>Bytes of this frame and all that follow it.</summary>
    public int ChainLength { get; }

    /// <summary>False for what is bounded elsewhere: it does not count as waiting.</summary>
    public bool IsCounted { get; }

    /// <summary>False for what is secret, or mixes what several people wrote: its length, compressed, would tell of it.</summary>
    public bool IsCompressible { get; }

    /// <summary>Bytes on a WebSocket, uncompressed.</summary>
    public int Length => _bytes.Length;

    /// <summary>What this frame alone adds to the bytes that wait for a client.</summary>
    public int CountedLength => IsCounted ? _bytes.Length : 0;

    /// <summary>What this frame alone adds to what waits without counting.</summary>
    public int UncountedLength => IsCounted ? 0 : _bytes.Length;

    /// <summary>What this frame and all that follow it add.</summary>
    public int CountedChainLength => CountedLength + (Next?.CountedChainLength ?? 0);

    /// <summary>The packet without the WebSocket header; of a binary one the bare data.</summary>
    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(_header);

    /// <summary>Bytes it takes in a polling answer, without the separator.</summary>
    public int PollingLength => IsBinary ? 1 + Base64.GetMaxEncodedToUtf8Length(_bytes.Length - _header) : _bytes.Length - _header;

    /// <summary>A text packet, type byte included, e.g. <c>42["foo"]</c>.</summary>
    public static EngineIoFrame Text(ReadOnlySpan<byte> packet, EngineIoFrame? next = null, bool isCounted = true, bool isCompressible = true) =>
        new(WebSocketFrame.Text, default, packet, next, isCounted, isCompressible);

    /// <summary>A text message.</summary>
    public static EngineIoFrame Message(ReadOnlySpan<byte> text, EngineIoFrame? next = null) =>
        new(WebSocketFrame.Text, "4"u8, text, next);

    /// <summary>A binary message: raw on WebSocket, <c>b</c> and base64 in a polling answer.</summary>
    public static EngineIoFrame Binary(ReadOnlySpan<byte> data, EngineIoFrame? next = null, bool isCompressible = true) =>
        new(WebSocketFrame.Binary, default, data, next, isCompressible: isCompressible);

    /// <summary>Bytes that are a whole WebSocket frame already.</summary>
    public static EngineIoFrame Control(ReadOnlySpan<byte> webSocketFrame) => new(webSocketFrame);

    /// <summary>The bytes for a WebSocket; compressed (once for all) when the client can and the message is large enough.</summary>
    public ReadOnlyMemory<byte> WebSocketBytes(int compressionThreshold)
    {
        if (!IsMessage || !IsCompressible || _bytes.Length - _header < compressionThreshold)
        {
            return _bytes;
        }

        return _compressed ??= Compress();
    }

    // What does not get smaller goes as it is.
    private byte[] Compress()
    {
        byte[] frame = PerMessageDeflate.Compress(Payload, IsBinary ? WebSocketFrame.Binary : WebSocketFrame.Text);
        return frame.Length < _bytes.Length ? frame : _bytes;
    }
}
