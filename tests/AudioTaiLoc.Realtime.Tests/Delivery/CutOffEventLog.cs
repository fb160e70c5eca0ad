namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A log shared with other nodes that this one cannot follow right now.</summary>
internal sealed class CutOffEventLog(IEventLog inner) : IEventLog
{
    public string Epoch => inner.Epoch;

    public long LastPosition => inner.LastPosition;

    public ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(realtimeEvent, cancellationToken);

    public ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default) =>
        inner.TailAsync(observer, cancellationToken);

    public ValueTask<bool> CatchUpAsync(long position, CancellationToken cancellationToken = default) =>
        throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The log cannot be followed.");

    public ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default) => inner.ReadAsync(query, cancellationToken);
}
