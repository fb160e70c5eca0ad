using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>The Socket.IO 5 endpoint over its own Engine.IO one: what it serves is the handler's business.</summary>
internal sealed class SocketIoServer : IEngineIoHandler, IAsyncDisposable
{
    private int _unconnected;

    public SocketIoServer(
        SocketIoOptions options,
        EngineIoOptions engineOptions,
        ISocketIoHandler handler,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        Options = options;
        Handler = handler;
        Engine = new EngineIoServer(engineOptions, this, time, loggers.CreateLogger<EngineIoServer>());
    }

    public SocketIoOptions Options { get; }

    /// <summary>Sessions without a namespace now.</summary>
    public int UnconnectedCount => Volatile.Read(ref _unconnected);

    internal ISocketIoHandler Handler { get; }

    internal EngineIoServer Engine { get; }

    /// <summary>Serves one request to the Engine.IO path.</summary>
    public Task HandleAsync(HttpContext context) => Engine.HandleAsync(context);

    /// <inheritdoc cref="EngineIoServer.StopAsync"/>
    public Task StopAsync(CancellationToken cancellationToken) => Engine.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    bool IEngineIoHandler.TryAdmit(HttpContext context)
    {
        if (Interlocked.Increment(ref _unconnected) <= Options.MaxUnconnectedSessions)
        {
            return true;
        }

        UncountUnconnected();
        return false;
    }

    void IEngineIoHandler.AdmissionUnused() => UncountUnconnected();

    bool IEngineIoHandler.Exceeded(EngineIoSession session, FlowExcess excess) => Of(session).Exceeded(excess);

    void IEngineIoHandler.Opened(EngineIoSession session) => session.State = new SocketIoSession(this, session);

    ValueTask IEngineIoHandler.ReceivedAsync(EngineIoSession session, ReadOnlyMemory<byte> data, bool isBinary) =>
        Of(session).ReceiveAsync(data, isBinary);

    ValueTask IEngineIoHandler.SignaledAsync(EngineIoSession session, object signal) => Of(session).PutOutAsync((SocketIoSocket)signal);

    ValueTask IEngineIoHandler.ClosedAsync(EngineIoSession session, EngineIoCloseReason reason) => Of(session).CloseAsync(Translate(reason));

    internal void CountUnconnected() => Interlocked.Increment(ref _unconnected);

    internal void UncountUnconnected() => Interlocked.Decrement(ref _unconnected);

    private static SocketIoSession Of(EngineIoSession session) => (SocketIoSession)session.State!;

    private static SocketIoDisconnectReason Translate(EngineIoCloseReason reason) => reason switch
    {
        EngineIoCloseReason.TransportClose => SocketIoDisconnectReason.TransportClose,
        EngineIoCloseReason.PingTimeout => SocketIoDisconnectReason.PingTimeout,
        EngineIoCloseReason.ParseError => SocketIoDisconnectReason.ParseError,
        EngineIoCloseReason.TooLarge => SocketIoDisconnectReason.TooLarge,
        EngineIoCloseReason.RateLimited or EngineIoCloseReason.SlowSender => SocketIoDisconnectReason.RateLimited,
        EngineIoCloseReason.SlowConsumer => SocketIoDisconnectReason.SlowConsumer,
        EngineIoCloseReason.ForcedClose or EngineIoCloseReason.ConnectTimeout => SocketIoDisconnectReason.ForcedClose,
        EngineIoCloseReason.ServerShuttingDown => SocketIoDisconnectReason.ServerShuttingDown,
        EngineIoCloseReason.ServerError => SocketIoDisconnectReason.ServerError,
        _ => SocketIoDisconnectReason.TransportError,
    };
}
