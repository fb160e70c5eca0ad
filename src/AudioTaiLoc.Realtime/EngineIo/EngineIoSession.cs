using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// One Engine.IO session, whatever transport carries it. Life: opened by a handshake on either transport; perhaps moved from
/// polling to WebSocket; closed by the client, a fault, a timeout or this side. Sends never wait; what is received is handed up
/// one at a time; the end is reported after everything received before it.
/// </summary>
internal sealed partial class EngineIoSession : HeartbeatEntry
{
    private readonly EngineIoServer _server;
    private readonly Lock _gate = new();
    private readonly InboundQueue _inbound;
    private readonly PollingTransport? _polling;
    private volatile WebSocketLink? _link;
    private FlowMeter _flow;
    private long _pingDue;
    private long _pongDeadline;
    private long _lingersUntil;
    private int _pauses;
    private bool _probing;
    private volatile bool _closed;

    public EngineIoSession(EngineIoServer server, HandshakeSnapshot request, WebSocketLink? link)
    {
        _server = server;
        _link = link;
        _polling = link is null ? new PollingTransport(server.Options.MaxQueuedBytes) : null;
        _inbound = new InboundQueue(this, server.Handler, server.Options.MaxBacklogBytes);
        Id = SessionId.New();
        Request = request;
    }

    public string Id { get; }

    /// <summary>The request that opened it.</summary>
    public HandshakeSnapshot Request { get; }

    /// <summary>What the layer above keeps for the session.</summary>
    public object? State { get; set; }

    public EngineIoTransports Transport => _link is null ? EngineIoTransports.Polling : EngineIoTransports.WebSocket;

    public bool IsClosed => _closed;

    /// <summary>A ping is out and its pong is not here.</summary>
    internal bool AwaitsPong
    {
        get
        {
            lock (_gate)
            {
                return _pongDeadline != 0;
            }
        }
    }

    /// <summary>What the client sends is not read at the moment: the pong may be there.</summary>
    internal bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _pauses > 0 || _inbound.IsFull;
            }
        }
    }

    /// <summary>Bytes of frames that do not count (<see cref="EngineIoFrame.IsCounted"/>) and wait for the client.</summary>
    public int UncountedBytes => (_link?.UncountedBytes ?? 0) + (_polling?.UncountedBytes ?? 0);

    /// <summary>The timer of the server, for timeouts of the layer above.</summary>
    public HeartbeatWheel Wheel => _server.Wheel;

    /// <summary>Writes or queues; false when the session has ended. A client that leaves too much unread is closed.</summary>
    public bool Send(EngineIoFrame frame)
    {
        SendResult result = _link is { } link ? link.Send(frame) : SendPolling(frame);
        if (result == SendResult.Overflow)
        {
            Close(EngineIoCloseReason.SlowConsumer);
        }

        return result == SendResult.Sent;
    }

    /// <summary>Brings a note to the handler in its place among the messages.</summary>
    public void Signal(object signal) => _inbound.Signal(signal);

    /// <summary>
    /// Ends the session. What was sent before is still delivered where this side ends it in order; after a fault it is not.
    /// No Socket.IO packet says so: clients see a closed transport and come back.
    /// </summary>
    public void Close(EngineIoCloseReason reason)
    {
        WebSocketLink? link;
        bool lingers = false;
        bool byClient = reason == EngineIoCloseReason.TransportClose;
        bool orderly = byClient || reason is EngineIoCloseReason.ForcedClose or EngineIoCloseReason.ServerShuttingDown or EngineIoCloseReason.RateLimited;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            link = _link;
            _server.Wheel.Cancel(this);
            if (link is null)
            {
                // Who did not answer a ping may be reading a long answer, with the ping behind it.
                CutUnread(reason == EngineIoCloseReason.PingTimeout ? _server.PingTimeout : orderly ? _server.CloseTimeout : 0);
                bool taken = _polling!.End(byClient ? EngineIoFrame.Noop : EngineIoFrame.Close, keepQueue: orderly);
                lingers = orderly && !taken;
                if (lingers)
                {
                    // The client's next GET may be on its way: it gets what is left.
                    _lingersUntil = _server.Wheel.Now + _server.CloseTimeout;
                    _server.Wheel.Schedule(this, _lingersUntil);
                }
                else if (!taken)
                {
                    _polling.Expire();
                }
            }
        }

        Log.Closed(_server.Logger, Id, reason);
        if (link is not null)
        {
            CloseLink(link, reason);
        }

        if (!lingers)
        {
            _server.Remove(this);
        }

        _inbound.Complete(reason);
    }

    internal void HandlerFailed(Exception exception)
    {
        Log.HandlerFailed(_server.Logger, Id, exception);
        Close(EngineIoCloseReason.ServerError);
    }

    /// <summary>The layer above knows of the end.</summary>
    internal void Reported() => _server.Release();

    /// <summary>Heartbeats begin; called once, after the handshake is answered.</summary>
    internal void Start()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                SchedulePing();
            }
        }
    }

    /// <summary>Milliseconds that a message may take.</summary>
    internal long MessageTimeout => (long)_server.Options.MessageTimeout.TotalMilliseconds;

    /// <summary>Counts what the client sent; false when it was too much, and the session is closed.</summary>
    internal bool Count(int frames, int bytes)
    {
        if (_server.Options.Flow() is not { } limits)
        {
            return true;
        }

        FlowExcess excess = _flow.Count(_server.Wheel.Now, frames, bytes, limits);
        if (excess == FlowExcess.None || _closed || !_server.Handler.Exceeded(this, excess))
        {
            return true;
        }

        Close(EngineIoCloseReason.RateLimited);
        return false;
    }

    internal void Received(InboundPacket packet, out bool kept) => kept = _inbound.Post(packet);

    /// <summary>Completes when more may be received.</summary>
    internal Task RoomAsync() => _inbound.IsFull ? PauseAsync() : Task.CompletedTask;

    /// <summary>Handles a packet that is not a message; false when the client may not send it.</summary>
    internal bool Control(EngineIoPacketType type)
    {
        switch (type)
        {
            case EngineIoPacketType.Pong:
                lock (_gate)
                {
                    if (!_closed)
                    {
                        SchedulePing();
                    }
                }

                return true;
            case EngineIoPacketType.Close:
                Close(EngineIoCloseReason.TransportClose);
                return true;
            case EngineIoPacketType.Ping:
                // Since protocol 4 only the server pings.
                return false;
            default:
                return true;
        }
    }

    protected internal override void Due(long now)
    {
        bool ping = false;
        bool expired = false;
        bool lingered = false;
        lock (_gate)
        {
            if (_closed)
            {
                // A ping that was due in the instant of the close is no reason to leave early.
                if (now >= _lingersUntil)
                {
                    lingered = _polling is { IsGone: false };
                    _polling?.Expire();
                }
            }
            else if (_pongDeadline == 0)
            {
                // Counted from when the ping was due, unless this server is so late that it would be the client's loss.
                long late = Math.Clamp(now - _pingDue, 0, _server.PingTimeout / 4);
                ping = true;
                _pongDeadline = now - late + _server.PingTimeout;
                _server.Wheel.Schedule(this, _pongDeadline);
            }
            else if (now < _pongDeadline)
            {
                _server.Wheel.Schedule(this, _pongDeadline);
            }
            else if (IsPaused)
            {
                _pongDeadline = now + _server.PingTimeout;
                _server.Wheel.Schedule(this, _pongDeadline);
            }
            else
            {
                expired = true;
            }
        }

        if (ping)
        {
            Send(EngineIoFrame.Ping);
        }
        else if (expired)
        {
            Close(EngineIoCloseReason.PingTimeout);
        }
        else if (lingered)
        {
            _server.Remove(this);
        }
    }

    // Lasts longer than the backlog is full: reading goes on when half of it is free.
    private async Task PauseAsync()
    {
        lock (_gate)
        {
            _pauses++;
        }

        await _inbound.RoomAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _pauses--;
            if (_pongDeadline != 0)
            {
                // What came meanwhile has to be read first.
                _pongDeadline = Math.Max(_pongDeadline, _server.Wheel.Now + _server.PingTimeout);
            }
        }
    }

    private void CloseLink(WebSocketLink link, EngineIoCloseReason reason)
    {
        switch (reason)
        {
            case EngineIoCloseReason.SlowConsumer or EngineIoCloseReason.SlowSender or EngineIoCloseReason.PingTimeout or EngineIoCloseReason.TransportError:
                link.Abort();
                return;
            case EngineIoCloseReason.ServerShuttingDown:
                link.End(status: 1001);
                break;
            case EngineIoCloseReason.RateLimited:
                link.End(status: 1008);
                break;
            case EngineIoCloseReason.TooLarge:
                link.End(status: 1009);
                break;
            case EngineIoCloseReason.ParseError:
                link.End(status: 1002);
                break;
            default:
                link.End(status: 1000);
                break;
        }

        _server.Wheel.Schedule(link, _server.Wheel.Now + _server.CloseTimeout);
    }

    // A little early rather than late: the client counts from the last ping to its own deadline.
    private void SchedulePing()
    {
        _pongDeadline = 0;
        _pingDue = _server.Wheel.Now + Math.Max(1, _server.PingInterval - _server.Wheel.Granularity);
        _server.Wheel.Schedule(this, _pingDue);
    }

    private SendResult SendPolling(EngineIoFrame frame)
    {
        lock (_gate)
        {
            return _link is { } link ? link.Send(frame) : _polling!.Send(frame);
        }
    }
}
