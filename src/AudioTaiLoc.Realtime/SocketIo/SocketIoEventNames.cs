namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Names that mean something to the clients themselves: one sent as an event makes a client close with a parse error.</summary>
internal static class SocketIoEventNames
{
    public static bool IsReserved(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("connect"u8)
        || name.SequenceEqual("connect_error"u8)
        || name.SequenceEqual("disconnect"u8)
        || name.SequenceEqual("disconnecting"u8)
        || name.SequenceEqual("newListener"u8)
        || name.SequenceEqual("removeListener"u8);
}
