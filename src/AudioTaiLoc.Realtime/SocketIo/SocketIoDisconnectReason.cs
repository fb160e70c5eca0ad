namespace AudioTaiLoc.Realtime.SocketIo;

/// <summary>Why a socket was disconnected.</summary>
internal enum SocketIoDisconnectReason
{
    /// <summary>The client left the namespace.</summary>
    ClientDisconnect,

    /// <summary>This side put the client out of the namespace.</summary>
    ServerDisconnect,

    /// <summary>The client closed, or its connection went away in order.</summary>
    TransportClose,

    /// <summary>The connection broke or was misused.</summary>
    TransportError,

    /// <summary>The client did not answer a ping.</summary>
    PingTimeout,

    /// <summary>The client sent what is no packet, or a packet out of turn.</summary>
    ParseError,

    /// <summary>The client sent a message over the limit.</summary>
    TooLarge,

    /// <summary>The client left too much unread.</summary>
    SlowConsumer,

    /// <summary>The client sent more than it may, or did not end what it began.</summary>
    RateLimited,

    /// <summary>This side closed the session without a disconnect packet.</summary>
    ForcedClose,

    /// <summary>The server stops.</summary>
    ServerShuttingDown,

    /// <summary>The layer above failed.</summary>
    ServerError,
}
