using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>Sets the Socket.IO layers' options from the library's.</summary>
internal static class SocketIoServerFactory
{
    public static SocketIoServer Create(
        RealtimeOptions options, LiveFlowLimits flow, ISocketIoHandler handler, TimeProvider time, RealtimeMetrics metrics, ILoggerFactory loggers) => new(
        new SocketIoOptions { MaxAttachmentBytes = options.MaximumMessageSize },
        new EngineIoOptions
        {
            PingInterval = options.PingInterval,
            PingTimeout = options.PingTimeout,
            MaxPayload = options.MaximumMessageSize,
            MaxQueuedBytes = options.MaximumQueuedBytes,
            MessageTimeout = options.MessageTimeout,
            Flow = () => flow.Current,
            Transports = (options.Transports.HasFlag(RealtimeTransports.WebSocket) ? EngineIoTransports.WebSocket : EngineIoTransports.None)
                | (options.Transports.HasFlag(RealtimeTransports.Polling) ? EngineIoTransports.Polling : EngineIoTransports.None),
            CompressionThreshold = options.CompressionThreshold,
            Compressed = (before, after) => metrics.Compressed(SocketIoWireEncoder.WireName, before, after),
        },
        handler,
        time,
        loggers);
}
