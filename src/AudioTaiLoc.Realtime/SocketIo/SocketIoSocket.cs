using System.Text.Json;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>One client in one namespace, for the handler to answer, keep and put out. All methods may be called by any thread.</summary>
internal sealed class SocketIoSocket
{
    private readonly SocketIoSession _session;
    private readonly Lock _gate = new();
    private Queue<EngineIoFrame>? _held;
    private int _heldBytes;
    private volatile State _state;
    private bool _disconnectAsked;

    public SocketIoSocket(SocketIoSession session, SocketIoNamespace nsp)
    {
        _session = session;
        Namespace = nsp;
        Id = SessionId.New();
    }

    private enum State
    {
        Connecting,
        Connected,
        Disconnected,
    }

    /// <summary>The id the client knows (<c>socket.id</c>); final once the handler has accepted.</summary>
    public string Id { get; private set; }

    public SocketIoNamespace Namespace { get; }

    /// <summary>The request that opened the session, for authentication.</summary>
    public HandshakeSnapshot Request => _session.Engine.Request;

    /// <summary>Whether the transport is a WebSocket by now.</summary>
    public bool IsWebSocket => _session.Engine.Transport == EngineIoTransports.WebSocket;

    /// <summary>Bytes of frames that do not count (<c>isCounted: false</c>) and wait for the client.</summary>
    public int UncountedBytes => _session.Engine.UncountedBytes;

    /// <summary>What the handler keeps for the socket.</summary>
    public object? HandlerState { get; set; }

    internal bool IsConnected => _state == State.Connected;

    internal bool WasPutOut => _state == State.Disconnected;

    /// <summary>Queues or writes a packet of this namespace; false when the socket is gone. Never waits.</summary>
    public bool Send(SocketIoFrame frame) => _state == State.Connected ? _session.Engine.Send(frame.Head) : SendUnconnected(frame.Head);

    /// <summary>Sends an event to this socket alone.</summary>
    public bool SendEvent(string name, ReadOnlySpan<byte> arguments) => Send(SocketIoEncoder.Event(Namespace, name, arguments));

    /// <summary>Acknowledges with the JSON of the arguments.</summary>
    public bool SendAck(long id, ReadOnlySpan<byte> arguments, ReadOnlySpan<ReadOnlyMemory<byte>> attachments = default) =>
        Send(SocketIoEncoder.Ack(Namespace, id, arguments, attachments));

    /// <summary>Acknowledges with one argument, written straight into the packet.</summary>
    public bool SendAck<TState>(long id, TState state, Action<Utf8JsonWriter, TState> write) =>
        Send(SocketIoEncoder.Ack(Namespace, id, state, write));

    /// <summary>
    /// Puts the client out: it sees <c>io server disconnect</c> and does not come back by itself. The session is closed with
    /// its last namespace.
    /// </summary>
    public void Disconnect()
    {
        lock (_gate)
        {
            if (_state == State.Connecting)
            {
                _disconnectAsked = true;
                return;
            }

            if (_state == State.Disconnected)
            {
                return;
            }

            _state = State.Disconnected;
            _session.Engine.Send(SocketIoEncoder.Disconnect(Namespace).Head);
        }

        _session.Engine.Signal(this);
    }

    /// <summary>
    /// Closes the session without a disconnect packet: the client reconnects by itself. What was sent before is delivered when
    /// the reason is <see cref="EngineIoCloseReason.ForcedClose"/>.
    /// </summary>
    public void CloseTransport(EngineIoCloseReason reason) => _session.Engine.Close(reason);

    /// <summary>Replies to the CONNECT and lets go what was held behind the reply.</summary>
    internal void Accept(SocketIoConnectResult result)
    {
        bool disconnect;
        lock (_gate)
        {
            Id = result.Id ?? Id;
            _session.Engine.Send(SocketIoEncoder.Connect(Namespace, Id, result.Pid).Head);
            while (_held is { Count: > 0 })
            {
                _session.Engine.Send(_held.Dequeue());
            }

            _held = null;
            _state = State.Connected;
            disconnect = _disconnectAsked;
        }

        if (disconnect)
        {
            Disconnect();
        }
    }

    /// <summary>Takes no more; true when it still did.</summary>
    internal bool Leave()
    {
        lock (_gate)
        {
            bool connected = _state == State.Connected;
            _state = State.Disconnected;
            _held = null;
            return connected;
        }
    }

    private bool SendUnconnected(EngineIoFrame frame)
    {
        lock (_gate)
        {
            switch (_state)
            {
                case State.Connected:
                    return _session.Engine.Send(frame);
                case State.Disconnected:
                    return false;
            }

            _heldBytes += frame.CountedChainLength;
            if (_heldBytes <= _session.MaxHeldBytes)
            {
                (_held ??= new()).Enqueue(frame);
                return true;
            }
        }

        CloseTransport(EngineIoCloseReason.SlowConsumer);
        return false;
    }
}
