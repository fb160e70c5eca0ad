using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Answers what it understands, sometimes later, and counts who is in.</summary>
internal sealed class FuzzHandler : ISocketIoHandler
{
    private readonly SocketIoNamespace _main = new("/");
    private readonly SocketIoNamespace _custom = new("/custom");
    private int _connected;
    private int _events;

    public int Connected => Volatile.Read(ref _connected);

    public int Events => Volatile.Read(ref _events);

    public SocketIoNamespace? FindNamespace(ReadOnlySpan<byte> name) => _main.Is(name) ? _main : _custom.Is(name) ? _custom : null;

    public ValueTask<SocketIoConnectResult> ConnectAsync(SocketIoSocket socket, SocketIoConnectRequest request)
    {
        if (request.Pid == "refuse")
        {
            return new(SocketIoConnectResult.Refused("no"));
        }

        Interlocked.Increment(ref _connected);
        return new(SocketIoConnectResult.Accepted(pid: request.Pid));
    }

    public async ValueTask EventAsync(SocketIoSocket socket, SocketIoEvent received)
    {
        if (Interlocked.Increment(ref _events) % 7 == 0)
        {
            await Task.Yield();
        }

        if (received.AckId is { } id)
        {
            socket.SendAck(id, received.Arguments.Span, received.Attachments);
        }
        else
        {
            socket.Send(SocketIoEncoder.Event(socket.Namespace, "back", received.Arguments.Span, null, received.Attachments));
        }

        if (_events % 11 == 0)
        {
            socket.Disconnect();
        }
    }

    public ValueTask DisconnectedAsync(SocketIoSocket socket, SocketIoDisconnectReason reason)
    {
        Interlocked.Decrement(ref _connected);
        return default;
    }
}
