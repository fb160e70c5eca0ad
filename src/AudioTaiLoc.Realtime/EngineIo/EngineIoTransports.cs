namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>The transports a server offers; <c>transport</c> in the query names one of them.</summary>
[Flags]
internal enum EngineIoTransports
{
    /// <summary>None: no session can be opened.</summary>
    None = 0,

    /// <summary>HTTP long-polling, <c>transport=polling</c>.</summary>
    Polling = 1,

    /// <summary>WebSocket, <c>transport=websocket</c>.</summary>
    WebSocket = 2,

    /// <summary>Both, as clients expect by default.</summary>
    All = Polling | WebSocket,
}
