namespace AudioTaiLoc.Realtime;

/// <summary>
/// The ordered log of everything that is sent. Every node tails it and passes each entry on to its own connections;
/// a client that was away reads what it missed by position. Implementations are thread-safe. When the log's server
/// cannot be reached, calls throw <see cref="RealtimeException"/> with <see cref="RealtimeErrorCodes.Unavailable"/>.
/// </summary>
public interface IEventLog
{
    /// <summary>Names this life of the log, 1 to 32 letters and digits: a log that lost its entries starts under another epoch, so that old positions are recognised as foreign.</summary>
    string Epoch { get; }

    /// <summary>The position of the newest entry that this node knows of; 0 for none.</summary>
    long LastPosition { get; }

    /// <summary>Appends an entry.</summary>
    /// <returns>Its position.</returns>
    ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default);

    /// <summary>Starts passing every entry after <see cref="LastPosition"/> to the observer, in order, until the returned object is disposed.</summary>
    ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default);

    /// <summary>Reads what some targets were sent between two positions.</summary>
    ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default);
}
