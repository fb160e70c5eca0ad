namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Why a session ended, as it is reported up, logged and counted.</summary>
internal enum EngineIoCloseReason
{
    /// <summary>The client closed, or its connection went away in order.</summary>
    TransportClose,

    /// <summary>The connection broke, or the client broke the rules of a transport (a second GET, an overlapping POST).</summary>
    TransportError,

    /// <summary>No pong within the ping timeout.</summary>
    PingTimeout,

    /// <summary>A packet could not be read.</summary>
    ParseError,

    /// <summary>A message or body was larger than the maximum payload.</summary>
    TooLarge,

    /// <summary>More was queued for the client than it may leave unread.</summary>
    SlowConsumer,

    /// <summary>A message that the client began did not come to its end in time.</summary>
    SlowSender,

    /// <summary>The client sent more messages or bytes than it may.</summary>
    RateLimited,

    /// <summary>The session did not establish what the layer above asks of it in time.</summary>
    ConnectTimeout,

    /// <summary>The layer above closed the session.</summary>
    ForcedClose,

    /// <summary>The server stops.</summary>
    ServerShuttingDown,

    /// <summary>The layer above failed on a packet.</summary>
    ServerError,
}
