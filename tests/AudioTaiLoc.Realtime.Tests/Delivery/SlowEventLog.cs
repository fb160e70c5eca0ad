using System.Collections.Concurrent;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A log that lies elsewhere: what is read from it comes when the test says so.</summary>
internal sealed class SlowEventLog(IEventLog inner) : IEventLog
{
    private readonly ConcurrentQueue<SlowRead> _reads = new();

    public string Epoch => inner.Epoch;

    public long LastPosition => inner.LastPosition;

    /// <summary>The oldest read that is under way; null for none.</summary>
    public SlowRead? TakeRead() => _reads.TryDequeue(out var read) ? read : null;

    public ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(realtimeEvent, cancellationToken);

    public ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default) =>
        inner.TailAsync(observer, cancellationToken);

    public ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default)
    {
        var read = new SlowRead(inner, query, cancellationToken);
        _reads.Enqueue(read);
        return new ValueTask<EventHistory>(read.Answer);
    }
}
