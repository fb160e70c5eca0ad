using System.Threading.Channels;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A log that lies elsewhere: what is read from it comes when the test says so.</summary>
internal sealed class SlowEventLog(IEventLog inner) : IEventLog
{
    private readonly Channel<SlowRead> _reads = Channel.CreateUnbounded<SlowRead>();

    public string Epoch => inner.Epoch;

    public long LastPosition => inner.LastPosition;

    /// <summary>The oldest read that is under way; null for none.</summary>
    public SlowRead? TakeRead() => _reads.Reader.TryRead(out var read) ? read : null;

    /// <summary>The oldest read that is under way, or the next one.</summary>
    public async Task<SlowRead> NextReadAsync() =>
        await _reads.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(realtimeEvent, cancellationToken);

    public ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default) =>
        inner.TailAsync(observer, cancellationToken);

    public ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default)
    {
        var read = new SlowRead(inner, query, cancellationToken);
        _reads.Writer.TryWrite(read);
        return new ValueTask<EventHistory>(read.Answer);
    }
}
