namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>A log that leaves nothing out of what is read, as one may that keeps its entries elsewhere.</summary>
internal sealed class WholeEventLog(IEventLog inner) : IEventLog, IEventLogObserver
{
    private readonly List<EventEntry> _entries = [];
    private IEventLogObserver? _observer;

    public string Epoch => inner.Epoch;

    public long LastPosition => inner.LastPosition;

    public ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default) =>
        inner.AppendAsync(realtimeEvent, cancellationToken);

    public ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default)
    {
        _observer = observer;
        return inner.TailAsync(this, cancellationToken);
    }

    public void OnBegin(string epoch, long position) => _observer!.OnBegin(epoch, position);

    public void OnEntry(in EventEntry entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
        }

        _observer!.OnEntry(entry);
    }

    public ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default)
    {
        lock (_entries)
        {
            return new(new EventHistory(true, [.. _entries.Where(entry =>
                entry.Position > query.After && entry.Position <= query.UpTo && query.Targets.Contains(entry.Event.Target))]));
        }
    }
}
