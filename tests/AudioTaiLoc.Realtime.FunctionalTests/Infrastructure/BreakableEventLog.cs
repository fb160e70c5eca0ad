namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>A node's way to a log that several nodes share, until it breaks: then the node can append no more.</summary>
internal sealed class BreakableEventLog(IEventLog shared) : IEventLog
{
    private volatile bool _isBroken;

    public string Epoch => shared.Epoch;

    public long LastPosition => shared.LastPosition;

    public void Break() => _isBroken = true;

    public ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) => _isBroken
        ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The log cannot be reached.")
        : shared.AppendAsync(realtimeEvent, cancellationToken);

    public ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default) =>
        shared.TailAsync(observer, cancellationToken);

    public ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default) => shared.ReadAsync(query, cancellationToken);
}
