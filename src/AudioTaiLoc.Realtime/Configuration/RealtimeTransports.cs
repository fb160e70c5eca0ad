namespace AudioTaiLoc.Realtime;

/// <summary>How clients may connect.</summary>
[Flags]
public enum RealtimeTransports
{
    /// <summary>Not at all; refused at start.</summary>
    None = 0,

    /// <summary>WebSocket.</summary>
    WebSocket = 1,

    /// <summary>HTTP requests: long polling, and for SignalR server-sent events.</summary>
    Polling = 2,
}
