namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>What stands before a packet's payload, as places in the packet's bytes.</summary>
/// <param name="Type">The packet type.</param>
/// <param name="Attachments">How many binary messages follow.</param>
/// <param name="NamespaceStart">Where the namespace begins.</param>
/// <param name="NamespaceLength">Its length without the comma; 0 means <c>/</c>.</param>
/// <param name="AckId">The acknowledgement id, or -1.</param>
/// <param name="PayloadStart">Where the JSON begins; the packet's length when there is none.</param>
internal readonly record struct SocketIoPacket(
    SocketIoPacketType Type,
    int Attachments,
    int NamespaceStart,
    int NamespaceLength,
    long AckId,
    int PayloadStart)
{
    public ReadOnlySpan<byte> Namespace(ReadOnlySpan<byte> packet) =>
        NamespaceLength == 0 ? "/"u8 : packet.Slice(NamespaceStart, NamespaceLength);
}
