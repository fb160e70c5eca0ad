using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>
/// Remembers for a moment what a host's grant store has said, so that not every call asks a database. Only a yes is
/// remembered: a grant counts at once wherever it was given. A revoke ends it at its place in the log, before the dispatcher
/// goes on, also for an answer that is still under way. The embedded store is asked itself.
/// </summary>
internal sealed class RoomGrantCache(IRoomGrantStore store, RealtimeOptions options, TimeProvider time, RealtimeMetrics metrics) : IRoomGrantStore
{
    // Of answers under way nothing is kept: they compare a counter, which keys share.
    private const int CounterCount = 256;

    private readonly bool _isOn = store is not InMemoryRoomGrantStore && options.GrantCache.Duration > TimeSpan.Zero;
    private readonly TimeSpan _duration = options.GrantCache.Duration;
    private readonly int _maximumEntries = options.GrantCache.MaximumEntries;
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomGrantKey, Entry> _entries = [];
    private readonly Queue<Entry> _order = new();
    private readonly long[] _invalidations = new long[CounterCount];

    /// <summary>How many grants are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        if (!_isOn)
        {
            return store.FindAsync(room, userId, cancellationToken);
        }

        var key = new RoomGrantKey(room, userId);
        long seen;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry) && IsCurrent(entry) && !(entry.Grant.ExpiresAt <= time.GetUtcNow()))
            {
                metrics.GrantLookedUp(isHit: true);
                return new(entry.Grant);
            }

            seen = CounterOf(key);
        }

        metrics.GrantLookedUp(isHit: false);
        return AskAsync(key, seen, cancellationToken);
    }

    /// <summary>Forgets a grant, and what is being asked about it: an answer under way may be from before.</summary>
    public void Invalidate(string room, string userId)
    {
        if (_isOn)
        {
            var key = new RoomGrantKey(room, userId);
            lock (_gate)
            {
                CounterOf(key)++;
                _entries.Remove(key);
            }
        }
    }

    /// <summary>Forgets all: revokes may have been missed.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _order.Clear();
            for (var i = 0; i < CounterCount; i++)
            {
                _invalidations[i]++;
            }
        }
    }

    public async ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        try
        {
            return await store.GrantAsync(grant, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also when it failed: it may have been done all the same.
            Invalidate(grant.Room, grant.UserId);
        }
    }

    public async ValueTask<IReadOnlyList<RoomGrantKey>> GrantManyAsync(IReadOnlyList<RoomGrant> grants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        try
        {
            return await store.GrantManyAsync(grants, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var grant in grants)
            {
                Invalidate(grant.Room, grant.UserId);
            }
        }
    }

    public async ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await store.RevokeAsync(room, userId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Invalidate(room, userId);
        }
    }

    public async ValueTask<IReadOnlyList<RoomGrantKey>> RevokeManyAsync(IReadOnlyList<RoomGrantKey> grants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        try
        {
            return await store.RevokeManyAsync(grants, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var (room, userId) in grants)
            {
                Invalidate(room, userId);
            }
        }
    }

    public ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default) =>
        store.ListByRoomAsync(room, afterUserId, limit, cancellationToken);

    public ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default) =>
        store.ListByUserAsync(userId, afterRoom, limit, cancellationToken);

    private async ValueTask<RoomGrant?> AskAsync(RoomGrantKey key, long seen, CancellationToken cancellationToken)
    {
        // What was true when the question was put, not when the answer came: a slow answer lasts no longer for it.
        var asked = time.GetTimestamp();
        var grant = await store.FindAsync(key.Room, key.UserId, cancellationToken).ConfigureAwait(false);
        if (grant is not null)
        {
            lock (_gate)
            {
                if (CounterOf(key) == seen)
                {
                    Remember(key, new Entry(key, grant, asked));
                }
            }
        }

        return grant;
    }

    private void Remember(RoomGrantKey key, Entry entry)
    {
        while (_order.TryPeek(out var oldest) && (_order.Count >= _maximumEntries || !IsCurrent(oldest)))
        {
            _order.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var present) && ReferenceEquals(present, oldest))
            {
                _entries.Remove(oldest.Key);
            }
        }

        _entries[key] = entry;
        _order.Enqueue(entry);
    }

    private bool IsCurrent(Entry entry) => time.GetElapsedTime(entry.AskedAt) < _duration;

    private ref long CounterOf(RoomGrantKey key) => ref _invalidations[(uint)key.GetHashCode() % CounterCount];

    private sealed record Entry(RoomGrantKey Key, RoomGrant Grant, long AskedAt);
}
