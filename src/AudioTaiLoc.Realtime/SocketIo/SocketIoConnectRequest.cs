namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>A client asks for a namespace. The memory is valid until the handler has answered.</summary>
/// <param name="Auth">The CONNECT payload: a JSON object, or empty.</param>
internal readonly record struct SocketIoConnectRequest(ReadOnlyMemory<byte> Auth)
{
    /// <summary>Of a returning client: the <c>pid</c> it was given; null of a new one.</summary>
    public string? Pid => Auth.IsEmpty ? null : SocketIoPayload.StringProperty(Auth.Span, "pid"u8);

    /// <summary>Of a returning client: the offset of the last event it received; null when it received none.</summary>
    public string? Offset => Auth.IsEmpty ? null : SocketIoPayload.StringProperty(Auth.Span, "offset"u8);
}
