namespace AudioTaiLoc.Realtime;

/// <summary>What one node does, now and since its start.</summary>
public sealed record RealtimeStats
{
    /// <summary>The node.</summary>
    public required string NodeId { get; init; }

    /// <summary>When the node started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Signed-in users with at least one connection to this node.</summary>
    public int ConnectedUsers { get; init; }

    /// <summary>Connections to this node, guests included.</summary>
    public int Connections { get; init; }

    /// <summary>Rooms with at least one member on this node.</summary>
    public int Rooms { get; init; }

    /// <summary>Connections by wire: <c>signalr</c>, <c>socketio</c>.</summary>
    public IReadOnlyDictionary<string, int> ConnectionsByWire { get; init; } = new Dictionary<string, int>();

    /// <summary>Connections accepted since the start.</summary>
    public long TotalConnections { get; init; }

    /// <summary>Client calls since the start.</summary>
    public long TotalCalls { get; init; }

    /// <summary>Client calls that were refused, since the start.</summary>
    public long TotalRefusals { get; init; }

    /// <summary>Events that this node published since the start.</summary>
    public long TotalEventsPublished { get; init; }

    /// <summary>Events handed to a connection of this node since the start.</summary>
    public long TotalEventsDelivered { get; init; }

    /// <summary>Values that a later one took the place of before they were sent, since the start.</summary>
    public long TotalEventsConflated { get; init; }

    /// <summary>Payload bytes that need not be sent for it, over all connections of this node.</summary>
    public long TotalBytesConflated { get; init; }

    /// <summary>Messages sent compressed since the start.</summary>
    public long TotalMessagesCompressed { get; init; }

    /// <summary>Bytes of those messages as they were.</summary>
    public long TotalBytesBeforeCompression { get; init; }

    /// <summary>Bytes of those messages as they were sent.</summary>
    public long TotalBytesAfterCompression { get; init; }

    /// <summary>Connections that this node closed since the start, by error code.</summary>
    public IReadOnlyDictionary<string, long> ClosedByCode { get; init; } = new Dictionary<string, long>();
}
