using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>
/// What is served over Socket.IO. Calls for the sockets of one session never overlap and come in the order of the wire; heartbeats
/// go on meanwhile. A call that throws ends the session.
/// </summary>
internal interface ISocketIoHandler
{
    /// <summary>The namespace of that name; null answers CONNECT_ERROR <c>Invalid namespace</c>.</summary>
    SocketIoNamespace? FindNamespace(ReadOnlySpan<byte> name);

    /// <summary>
    /// A client wants in. What is sent to the socket from here on reaches the client after the reply to its CONNECT. A refused
    /// socket is not heard of again.
    /// </summary>
    ValueTask<SocketIoConnectResult> ConnectAsync(SocketIoSocket socket, SocketIoConnectRequest request);

    /// <summary>A client sent an event.</summary>
    ValueTask EventAsync(SocketIoSocket socket, SocketIoEvent received);

    /// <summary>
    /// A client sends more than it may; it is closed when this answers true. May come while another call runs.
    /// </summary>
    /// <param name="socket">The client's socket; null when it has none yet.</param>
    /// <param name="excess">What there is too much of.</param>
    bool Exceeded(SocketIoSocket? socket, FlowExcess excess) => true;

    /// <summary>An accepted socket has left, for whatever reason, and all it sent before has been handled.</summary>
    ValueTask DisconnectedAsync(SocketIoSocket socket, SocketIoDisconnectReason reason);
}
