namespace AudioTaiLoc.Realtime;

/// <summary>
/// The ordered log of everything that is sent. Every node tails it and passes each entry on to its own connections;
/// a client that was away reads what it missed by position. Implementations are thread-safe. When the log's server
/// cannot be reached, calls throw <see cref="RealtimeException"/> with <see cref="RealtimeErrorCodes.Unavailable"/>.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// Names this life of the log, 1 to 32 letters and digits: a log that lost its entries starts under another epoch, so that old
    /// positions are recognised as foreign. It belongs to <see cref="LastPosition"/>, and may change while the node runs
    /// (<see cref="IEventLogObserver.OnBegin"/>). A log that is reached over a network has one once the host has started.
    /// </summary>
    string Epoch { get; }

    /// <summary>
    /// The position of the newest entry that every observer of this node has been given; 0 for none. It never runs ahead of the
    /// observers, also not by what this node itself has appended: who reads a position here may rely on every observer having all
    /// entries up to it.
    /// </summary>
    long LastPosition { get; }

    /// <summary>Appends an entry.</summary>
    /// <returns>Its position.</returns>
    ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts passing entries to the observer, in order, until the returned object is disposed: first where it stands
    /// (<see cref="IEventLogObserver.OnBegin"/>), then every entry after that. What was appended before the call is not among them.
    /// </summary>
    ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until the observers of this node have all entries up to a position, which another node may have got before this one.
    /// The default is that of a log of one node: it waits for nothing.
    /// </summary>
    /// <returns>False when the log has no entry at that position yet.</returns>
    ValueTask<bool> CatchUpAsync(long position, CancellationToken cancellationToken = default) => new(position <= LastPosition);

    /// <summary>Reads what some targets were sent between two positions.</summary>
    ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default);
}
