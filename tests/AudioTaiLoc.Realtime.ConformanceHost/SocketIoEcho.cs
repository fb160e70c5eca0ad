using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.ConformanceHost;

/// <summary>
/// The namespaces of the Socket.IO suite: <c>auth</c> with the CONNECT payload on connect, <c>message-back</c> for
/// <c>message</c>, the arguments themselves as acknowledgement of <c>message-with-ack</c>. <c>kick</c> and <c>drop</c> let a
/// client see both ways of being closed.
/// </summary>
internal sealed class SocketIoEcho : ISocketIoHandler
{
    private readonly SocketIoNamespace _main = new("/");
    private readonly SocketIoNamespace _custom = new("/custom");

    public SocketIoNamespace? FindNamespace(ReadOnlySpan<byte> name) => _main.Is(name) ? _main : _custom.Is(name) ? _custom : null;

    public ValueTask<SocketIoConnectResult> ConnectAsync(SocketIoSocket socket, SocketIoConnectRequest request)
    {
        socket.SendEvent("auth", request.Auth.IsEmpty ? "{}"u8 : request.Auth.Span);
        return ValueTask.FromResult(SocketIoConnectResult.Accepted());
    }

    public ValueTask EventAsync(SocketIoSocket socket, SocketIoEvent received)
    {
        ReadOnlySpan<byte> name = received.Name.Span;
        if (name.SequenceEqual("message"u8))
        {
            socket.Send(SocketIoEncoder.Event(socket.Namespace, "message-back", received.Arguments.Span, null, received.Attachments));
        }
        else if (name.SequenceEqual("message-with-ack"u8) && received.AckId is { } id)
        {
            socket.SendAck(id, received.Arguments.Span, received.Attachments);
        }
        else if (name.SequenceEqual("kick"u8))
        {
            socket.Disconnect();
        }
        else if (name.SequenceEqual("drop"u8))
        {
            socket.CloseTransport(EngineIo.EngineIoCloseReason.ForcedClose);
        }

        return default;
    }

    public ValueTask DisconnectedAsync(SocketIoSocket socket, SocketIoDisconnectReason reason) => default;
}
