using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// The Engine.IO 4 endpoint: takes every request to its path, opens sessions, routes requests to them by <c>sid</c>, and hands
/// them to the layer above.
/// </summary>
internal sealed partial class EngineIoServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EngineIoSession> _sessions = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private volatile bool _stopping;

    public EngineIoServer(EngineIoOptions options, IEngineIoHandler handler, TimeProvider time, ILogger<EngineIoServer> logger)
    {
        Options = options;
        Handler = handler;
        Logger = logger;
        PingInterval = (long)options.PingInterval.TotalMilliseconds;
        PingTimeout = (long)options.PingTimeout.TotalMilliseconds;
        CloseTimeout = (long)options.CloseTimeout.TotalMilliseconds;
        long finest = Math.Min(PingInterval, PingTimeout) / 16;
        Wheel = new HeartbeatWheel(time, TimeSpan.FromMilliseconds(Math.Clamp(finest, 5, 1000)), logger);
    }

    public EngineIoOptions Options { get; }

    /// <summary>Sessions whose end has not been reported yet.</summary>
    public int SessionCount => Volatile.Read(ref _count);

    internal IEngineIoHandler Handler { get; }

    internal ILogger Logger { get; }

    internal HeartbeatWheel Wheel { get; }

    internal long PingInterval { get; }

    internal long PingTimeout { get; }

    internal long CloseTimeout { get; }

    /// <summary>Serves one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        bool upgrade = WebSocketHandshake.IsRequested(context);
        var query = EngineIoQuery.Of(context.Request);
        if (!TryTransport(query.Transport, out EngineIoTransports transport))
        {
            return EngineIoErrors.WriteAsync(context, EngineIoError.UnknownTransport);
        }

        if (query.SessionId is { } id)
        {
            return HandleSessionAsync(context, id, transport, upgrade);
        }

        EngineIoError? error = CheckHandshake(context, query.Version, transport, upgrade);
        if (error is not null)
        {
            return EngineIoErrors.WriteAsync(context, error.Value);
        }

        return OpenAsync(context, transport);
    }

    /// <summary>
    /// Closes every session without a word of Socket.IO, so that clients reconnect (elsewhere, or when the server is back), and
    /// takes no new ones. Completes when all ends have been reported and what was left has been fetched, or with the token.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        foreach (EngineIoSession session in _sessions.Values)
        {
            session.Close(EngineIoCloseReason.ServerShuttingDown);
        }

        CompleteIfEmpty();
        await _empty.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _stopping = true;
        foreach (EngineIoSession session in _sessions.Values)
        {
            session.Close(EngineIoCloseReason.ServerShuttingDown);
        }

        Wheel.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The session of that id; null when there is none.</summary>
    internal EngineIoSession? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>Its id is no longer known.</summary>
    internal void Remove(EngineIoSession session)
    {
        _sessions.TryRemove(KeyValuePair.Create(session.Id, session));
        CompleteIfEmpty();
    }

    /// <summary>Its end has been reported, or it never began: its place is free.</summary>
    internal void Release()
    {
        Interlocked.Decrement(ref _count);
        CompleteIfEmpty();
    }

    // A polling client between two GETs still comes for its close packet; a server that is gone by then looks like a fault to it.
    private void CompleteIfEmpty()
    {
        if (_stopping && SessionCount == 0 && _sessions.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }

    private Task HandleSessionAsync(HttpContext context, string id, EngineIoTransports transport, bool upgrade)
    {
        if (!_sessions.TryGetValue(id, out EngineIoSession? session))
        {
            return EngineIoErrors.WriteAsync(context, EngineIoError.UnknownSession);
        }

        if (session.IsOverdue)
        {
            session.Close(EngineIoCloseReason.PingTimeout);
            return EngineIoErrors.WriteAsync(context, EngineIoError.UnknownSession);
        }

        if (upgrade)
        {
            return UpgradeAsync(context, session, transport);
        }

        if (session.Transport != transport)
        {
            return EngineIoErrors.WriteAsync(context, EngineIoError.BadRequest);
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            return PollingRequests.PollAsync(context, session);
        }

        return HttpMethods.IsPost(context.Request.Method)
            ? PollingRequests.PostAsync(context, session, Options.MaxPayload, ArrayPool<byte>.Shared)
            : EngineIoErrors.WriteAsync(context, EngineIoError.BadRequest);
    }

    private static EngineIoError? CheckHandshake(HttpContext context, string? version, EngineIoTransports transport, bool upgrade)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !upgrade)
        {
            return EngineIoError.BadHandshakeMethod;
        }

        bool wantsWebSocket = transport == EngineIoTransports.WebSocket;
        if (wantsWebSocket != upgrade || (upgrade && !WebSocketHandshake.IsWellFormed(context)))
        {
            return EngineIoError.BadRequest;
        }

        return version == "4" ? null : EngineIoError.UnsupportedProtocolVersion;
    }

    private Task OpenAsync(HttpContext context, EngineIoTransports transport)
    {
        if (!TryReserve(context))
        {
            Log.Refused(Logger, SessionCount);
            return EngineIoErrors.WriteAsync(context, EngineIoError.Unavailable);
        }

        var request = new HandshakeSnapshot(context);
        return transport == EngineIoTransports.Polling
            ? PollingRequests.PollAsync(context, Open(new EngineIoSession(this, request, link: null)))
            : OpenWebSocketAsync(context, request);
    }

    // What is answered at once is not awaited: each step that waits for the connection's end costs memory for as long.
    private Task OpenWebSocketAsync(HttpContext context, HandshakeSnapshot request)
    {
        ValueTask<WebSocketTransport?> accepting = AcceptAsync(context);
        return accepting is { IsCompletedSuccessfully: true, Result: { } webSocket }
            ? webSocket.RunAsync(Open(new EngineIoSession(this, request, webSocket.Link)))
            : OpenWebSocketAsync(context, request, accepting);
    }

    private async Task OpenWebSocketAsync(HttpContext context, HandshakeSnapshot request, ValueTask<WebSocketTransport?> accepting)
    {
        if (await accepting.ConfigureAwait(false) is { } webSocket)
        {
            await webSocket.RunAsync(Open(new EngineIoSession(this, request, webSocket.Link))).ConfigureAwait(false);
        }
        else
        {
            await EngineIoErrors.WriteAsync(context, EngineIoError.Unavailable).ConfigureAwait(false);
        }
    }

    private async ValueTask<WebSocketTransport?> AcceptAsync(HttpContext context)
    {
        WebSocketTransport? webSocket = null;
        try
        {
            webSocket = await WebSocketTransport.AcceptAsync(context, this).ConfigureAwait(false);
        }
        finally
        {
            if (webSocket is null)
            {
                Release();
                Handler.AdmissionUnused();
            }
        }

        return webSocket;
    }

    private EngineIoSession Open(EngineIoSession session)
    {
        bool offersUpgrade = session.Transport == EngineIoTransports.Polling
            && Options.AllowUpgrades
            && Options.Transports.HasFlag(EngineIoTransports.WebSocket);
        session.Send(OpenPacket.For(session.Id, offersUpgrade, Options));

        // Nobody finds it, to close it, before the layer above has it.
        Handler.Opened(session);
        _sessions[session.Id] = session;
        session.Start();
        if (_stopping)
        {
            session.Close(EngineIoCloseReason.ServerShuttingDown);
        }

        return session;
    }

    private async Task UpgradeAsync(HttpContext context, EngineIoSession session, EngineIoTransports transport)
    {
        if (transport != EngineIoTransports.WebSocket || !WebSocketHandshake.IsWellFormed(context))
        {
            await EngineIoErrors.WriteAsync(context, EngineIoError.BadRequest).ConfigureAwait(false);
            return;
        }

        // The suite of the protocol wants a second WebSocket opened and then closed, not refused.
        bool mayProbe = session.TryBeginUpgrade();
        WebSocketTransport? webSocket = null;
        try
        {
            webSocket = await WebSocketTransport.AcceptAsync(context, this).ConfigureAwait(false);
        }
        finally
        {
            if (webSocket is null && mayProbe)
            {
                session.CancelUpgrade();
            }
        }

        if (webSocket is null)
        {
            await EngineIoErrors.WriteAsync(context, EngineIoError.Unavailable).ConfigureAwait(false);
        }
        else
        {
            await (mayProbe ? webSocket.RunProbeAsync(session) : webSocket.RefuseAsync()).ConfigureAwait(false);
        }
    }

    private bool TryReserve(HttpContext context)
    {
        if (Interlocked.Increment(ref _count) <= Options.MaxSessions && !_stopping && Handler.TryAdmit(context))
        {
            return true;
        }

        Release();
        return false;
    }

    private bool TryTransport(string? name, out EngineIoTransports transport)
    {
        transport = name switch
        {
            "polling" => EngineIoTransports.Polling,
            "websocket" => EngineIoTransports.WebSocket,
            _ => EngineIoTransports.None,
        };
        return (transport & Options.Transports) != EngineIoTransports.None;
    }
}
