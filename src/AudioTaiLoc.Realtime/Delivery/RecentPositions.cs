namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Remembers the newest position per key for a while: of revokes and of kicks, for whoever checked something before them.</summary>
/// <typeparam name="TKey">What the position is of.</typeparam>
internal sealed class RecentPositions<TKey>(TimeProvider time, TimeSpan kept)
    where TKey : notnull
{
    private readonly Dictionary<TKey, long> _positions = [];
    private readonly Queue<(DateTimeOffset At, TKey Key, long Position)> _order = new();
    private long _unknownUpTo;

    public void Add(TKey key, long position)
    {
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && oldest.At + kept < now)
        {
            _order.Dequeue();
            if (_positions.GetValueOrDefault(oldest.Key) == oldest.Position)
            {
                _positions.Remove(oldest.Key);
            }
        }

        _positions[key] = position;
        _order.Enqueue((now, key, position));
    }

    /// <summary>Forgets all; of what happened up to a position nothing is known, so every key counts as having it.</summary>
    public void Begin(long position)
    {
        _positions.Clear();
        _order.Clear();
        _unknownUpTo = position;
    }

    public bool IsAfter(TKey key, long position) =>
        position < _unknownUpTo || (_positions.TryGetValue(key, out var last) && last > position);
}
