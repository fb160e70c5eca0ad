using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>
/// Takes down what a Socket.IO server hands up, for the namespaces <c>/</c> and <c>/custom</c>; answers events with
/// <c>back</c>, and those that ask for it with an ack, of the same arguments.
/// </summary>
internal sealed class RecordingSocketIoHandler : ISocketIoHandler
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly SocketIoNamespace[] _namespaces = [new("/"), new("/custom"), new("/c2"), new("/c3")];

    public ConcurrentQueue<SocketIoSocket> Sockets { get; } = new();

    public Func<SocketIoSocket, SocketIoConnectRequest, ValueTask<SocketIoConnectResult>>? OnConnect { get; set; }

    public Func<SocketIoSocket, string, ValueTask>? OnEvent { get; set; }

    public SocketIoNamespace? FindNamespace(ReadOnlySpan<byte> name)
    {
        foreach (SocketIoNamespace nsp in _namespaces)
        {
            if (nsp.Is(name))
            {
                return nsp;
            }
        }

        return null;
    }

    public ValueTask<SocketIoConnectResult> ConnectAsync(SocketIoSocket socket, SocketIoConnectRequest request)
    {
        Sockets.Enqueue(socket);
        _events.Writer.TryWrite($"connect {socket.Namespace.Name} {Encoding.UTF8.GetString(request.Auth.Span)}".TrimEnd());
        return OnConnect?.Invoke(socket, request) ?? new(SocketIoConnectResult.Accepted());
    }

    public ValueTask EventAsync(SocketIoSocket socket, SocketIoEvent received)
    {
        string name = Encoding.UTF8.GetString(received.Name.Span);
        _events.Writer.TryWrite($"{socket.Namespace.Name} {name} {Encoding.UTF8.GetString(received.Arguments.Span)}".TrimEnd());
        if (OnEvent is not null)
        {
            return OnEvent(socket, name);
        }

        if (received.AckId is { } id)
        {
            socket.SendAck(id, received.Arguments.Span, received.Attachments);
        }
        else
        {
            socket.Send(SocketIoEncoder.Event(socket.Namespace, "back", received.Arguments.Span, null, received.Attachments));
        }

        return default;
    }

    public ValueTask DisconnectedAsync(SocketIoSocket socket, SocketIoDisconnectReason reason)
    {
        _events.Writer.TryWrite($"disconnect {socket.Namespace.Name} {reason}");
        return default;
    }

    public async Task ExpectAsync(params string[] events)
    {
        foreach (string expected in events)
        {
            Assert.Equal(expected, await _events.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }
    }
}
