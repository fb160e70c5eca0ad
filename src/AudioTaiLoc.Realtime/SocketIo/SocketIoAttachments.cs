namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>A packet whose attachments are still to come, and those that came.</summary>
internal sealed class SocketIoAttachments(SocketIoPacket packet, ReadOnlyMemory<byte> bytes, int maxBytes)
{
    private readonly ReadOnlyMemory<byte>[] _received = new ReadOnlyMemory<byte>[packet.Attachments];
    private int _count;
    private int _length;

    public SocketIoPacket Packet => packet;

    /// <summary>The packet's own copy of its bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes.ToArray();

    public ReadOnlyMemory<byte>[] Received => _received;

    public bool IsComplete => _count == _received.Length;

    /// <summary>Keeps a copy; false when it is one byte too many.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> attachment)
    {
        if (attachment.Length > maxBytes - _length)
        {
            return false;
        }

        _length += attachment.Length;
        _received[_count++] = attachment.ToArray();
        return true;
    }
}
