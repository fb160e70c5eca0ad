using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>
/// What one Engine.IO session carries: its sockets by namespace, and a packet that waits for its attachments. Runs only where
/// the session hands messages up, one at a time. On the wheel it waits for its first namespace.
/// </summary>
internal sealed class SocketIoSession : HeartbeatEntry
{
    private readonly SocketIoServer _server;
    private SocketIoSocket[] _sockets = [];
    private SocketIoAttachments? _incomplete;
    private int _connects;
    private int _refusedConnects;
    private bool _hasPutOut;
    private bool _isBroken;
    private bool _isUnconnected = true;

    public SocketIoSession(SocketIoServer server, EngineIoSession engine)
    {
        _server = server;
        Engine = engine;
        AwaitConnect();
    }

    public EngineIoSession Engine { get; }

    public int MaxHeldBytes => _server.Engine.Options.MaxQueuedBytes;

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, bool isBinary)
    {
        if (_isBroken)
        {
            return default;
        }

        if (isBinary)
        {
            return ReceiveAttachmentAsync(data);
        }

        if (_incomplete is not null || !SocketIoPacketParser.TryParse(data.Span, out SocketIoPacket packet))
        {
            return Malformed();
        }

        if (packet.Attachments == 0)
        {
            return DispatchAsync(packet, data, []);
        }

        if (packet.Attachments > _server.Options.MaxAttachments || Find(packet, data.Span) is null)
        {
            return Malformed();
        }

        _incomplete = new(packet, data, _server.Options.MaxAttachmentBytes);
        return default;
    }

    /// <summary>A socket was put out by this side.</summary>
    public async ValueTask PutOutAsync(SocketIoSocket socket)
    {
        if (!Remove(socket))
        {
            return;
        }

        _hasPutOut = true;
        await _server.Handler.DisconnectedAsync(socket, SocketIoDisconnectReason.ServerDisconnect).ConfigureAwait(false);
        if (_sockets.Length == 0)
        {
            Engine.Close(EngineIoCloseReason.ForcedClose);
        }
    }

    public async ValueTask CloseAsync(SocketIoDisconnectReason reason)
    {
        Engine.Wheel.Cancel(this);
        Established();
        _incomplete = null;
        SocketIoSocket[] sockets = _sockets;
        _sockets = [];
        foreach (SocketIoSocket socket in sockets)
        {
            bool putOut = !socket.Leave();
            await _server.Handler.DisconnectedAsync(socket, putOut ? SocketIoDisconnectReason.ServerDisconnect : reason).ConfigureAwait(false);
        }
    }

    /// <summary>The client sends too much: each of its sockets may be told. Comes on any thread.</summary>
    public bool Exceeded(FlowExcess excess)
    {
        SocketIoSocket[] sockets = Volatile.Read(ref _sockets);
        if (sockets.Length == 0)
        {
            return _server.Handler.Exceeded(null, excess);
        }

        bool closes = false;
        foreach (SocketIoSocket socket in sockets)
        {
            closes |= _server.Handler.Exceeded(socket, excess);
        }

        return closes;
    }

    /// <summary>The time without a namespace is over.</summary>
    protected internal override void Due(long now)
    {
        if (Volatile.Read(ref _isUnconnected))
        {
            Engine.Close(EngineIoCloseReason.ConnectTimeout);
        }
    }

    private ValueTask ReceiveAttachmentAsync(ReadOnlyMemory<byte> data)
    {
        if (_incomplete is not { } incomplete || !incomplete.TryAdd(data))
        {
            return Malformed();
        }

        if (!incomplete.IsComplete)
        {
            return default;
        }

        _incomplete = null;
        return DispatchAsync(incomplete.Packet, incomplete.Bytes, incomplete.Received);
    }

    private ValueTask DispatchAsync(SocketIoPacket packet, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>[] attachments)
    {
        SocketIoSocket? socket = Find(packet, bytes.Span);
        ReadOnlyMemory<byte> payload = bytes[packet.PayloadStart..];
        if (packet.Type == SocketIoPacketType.Connect)
        {
            bool valid = socket is null && packet.AckId < 0 && (payload.IsEmpty || SocketIoPayload.IsObject(payload.Span, _server.Options.MaxDepth));
            return valid ? ConnectAsync(packet, bytes, payload) : Malformed();
        }

        if (socket is null)
        {
            // Sent before the client learned that it was put out; a client that was never in has to begin with CONNECT.
            return _hasPutOut ? default : Malformed();
        }

        switch (packet.Type)
        {
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent:
                if (!SocketIoEvent.TryCreate(payload, packet.AckId, attachments, _server.Options.MaxDepth, out SocketIoEvent received))
                {
                    return Malformed();
                }

                return socket.IsConnected ? _server.Handler.EventAsync(socket, received) : default;
            case SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck:
                // This side asks for no acknowledgements; one that comes all the same must at least be well-formed.
                return SocketIoPayload.TryScan(payload.Span, hasName: false, attachments.Length, _server.Options.MaxDepth, out _) && packet.AckId >= 0
                    ? default
                    : Malformed();
            case SocketIoPacketType.Disconnect when payload.IsEmpty:
                return DisconnectAsync(socket);
            default:
                return Malformed();
        }
    }

    private async ValueTask ConnectAsync(SocketIoPacket packet, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> auth)
    {
        // Each may be a whole authentication, so a session has as few of them as handshakes are few.
        if (++_connects > _server.Options.MaxConnects)
        {
            Break(EngineIoCloseReason.RateLimited);
            return;
        }

        SocketIoNamespace? nsp = _server.Handler.FindNamespace(packet.Namespace(bytes.Span));
        if (nsp is null || _sockets.Length >= _server.Options.MaxNamespaces)
        {
            Refuse(packet.Namespace(bytes.Span), nsp is null ? "Invalid namespace" : "Too many namespaces", default);
            return;
        }

        var socket = new SocketIoSocket(this, nsp);
        SocketIoConnectResult result = await _server.Handler.ConnectAsync(socket, new(auth)).ConfigureAwait(false);
        if (!result.IsAccepted)
        {
            socket.Leave();
            Refuse(packet.Namespace(bytes.Span), result.Message ?? string.Empty, result.Data.Span);
            return;
        }

        _sockets = [.. _sockets, socket];
        Established();
        Engine.Wheel.Cancel(this);
        socket.Accept(result);
    }

    private void Refuse(ReadOnlySpan<byte> nsp, string message, ReadOnlySpan<byte> data)
    {
        Engine.Send(SocketIoEncoder.ConnectError(nsp, message, data).Head);
        if (++_refusedConnects >= _server.Options.MaxRefusedConnects)
        {
            Break(EngineIoCloseReason.RateLimited);
        }
    }

    private ValueTask DisconnectAsync(SocketIoSocket socket)
    {
        bool putOut = !socket.Leave();
        Remove(socket);
        if (_sockets.Length == 0)
        {
            AwaitConnect();
        }

        return _server.Handler.DisconnectedAsync(socket, putOut ? SocketIoDisconnectReason.ServerDisconnect : SocketIoDisconnectReason.ClientDisconnect);
    }

    private SocketIoSocket? Find(SocketIoPacket packet, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> name = packet.Namespace(bytes);
        foreach (SocketIoSocket socket in _sockets)
        {
            if (socket.Namespace.Is(name))
            {
                return socket;
            }
        }

        return null;
    }

    private bool Remove(SocketIoSocket socket)
    {
        int index = Array.IndexOf(_sockets, socket);
        if (index < 0)
        {
            return false;
        }

        _sockets = [.. _sockets.AsSpan(0, index), .. _sockets.AsSpan(index + 1)];
        return true;
    }

    private ValueTask Malformed()
    {
        Break(EngineIoCloseReason.ParseError);
        return default;
    }

    // What the client sent behind it is not handled.
    private void Break(EngineIoCloseReason reason)
    {
        _isBroken = true;
        Engine.Close(reason);
    }

    private void AwaitConnect()
    {
        if (!_isUnconnected)
        {
            _server.CountUnconnected();
        }

        Volatile.Write(ref _isUnconnected, true);
        Engine.Wheel.Schedule(this, Engine.Wheel.Now + (long)_server.Options.ConnectTimeout.TotalMilliseconds);
    }

    private void Established()
    {
        if (_isUnconnected)
        {
            Volatile.Write(ref _isUnconnected, false);
            _server.UncountUnconnected();
        }
    }
}
