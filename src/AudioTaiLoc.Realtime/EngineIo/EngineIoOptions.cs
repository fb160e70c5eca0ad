using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>What one Engine.IO endpoint offers and where its limits are.</summary>
internal sealed record EngineIoOptions
{
    /// <summary>Time between a pong and the next ping. Default 25 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Time a client has to answer a ping. Default 60 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time a probing WebSocket has to complete its upgrade. Default 10 s.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time in which a closing client may still read what is queued, before it is cut off. Default 5 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest message or polling body a client may send, in bytes; <c>maxPayload</c> of the handshake. Default 64 KiB.</summary>
    public int MaxPayload { get; init; } = 64 * 1024;

    /// <summary>Transports offered. Default both.</summary>
    public EngineIoTransports Transports { get; init; } = EngineIoTransports.All;

    /// <summary>Whether a polling session may become a WebSocket one. Default true.</summary>
    public bool AllowUpgrades { get; init; } = true;

    /// <summary>Bytes that may wait for one client; over it, it is closed as a slow consumer. Default 1 MiB.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes that may be held for one client's messages behind a running call before its connection is no longer read. A WebSocket
    /// message holds 4 KiB at least. Default 256 KiB.
    /// </summary>
    public int MaxBacklogBytes { get; init; } = 256 * 1024;

    /// <summary>Sessions at a time; a handshake over it is answered with 503. Default 100,000.</summary>
    public int MaxSessions { get; init; } = 100_000;

    /// <summary>Time a client has for one message or polling body, once it has begun it. Default 30 s.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a session may send, asked for each message; null (default): as much as it likes.</summary>
    public Func<FlowLimits?> Flow { get; init; } = static () => null;

    /// <summary>Messages of at least this many bytes are compressed for WebSocket clients that can; null (default): none is.</summary>
    public int? CompressionThreshold { get; init; }

    /// <summary>Told of every message that is sent compressed: its bytes on the WebSocket before and after.</summary>
    public Action<int, int>? Compressed { get; init; }
}
