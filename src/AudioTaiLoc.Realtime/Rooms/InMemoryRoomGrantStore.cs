namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>The grants of a single node, gone with the process; found from the room and from the user without a scan, and forgotten when their time is over.</summary>
internal sealed class InMemoryRoomGrantStore(TimeProvider timeProvider) : IRoomGrantStore
{
    private const int MaximumPage = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedList<string, RoomGrant>> _byRoom = [];
    private readonly Dictionary<string, SortedList<string, RoomGrant>> _byUser = [];
    private readonly SortedSet<(DateTimeOffset At, string Room, string UserId)> _ends = new(ByTimeThenKey);

    private static Comparer<(DateTimeOffset At, string Room, string UserId)> ByTimeThenKey { get; } =
        Comparer<(DateTimeOffset At, string Room, string UserId)>.Create(static (left, right) =>
            left.At.CompareTo(right.At) is var byTime and not 0 ? byTime
            : string.CompareOrdinal(left.Room, right.Room) is var byRoom and not 0 ? byRoom
            : string.CompareOrdinal(left.UserId, right.UserId));

    /// <summary>How many are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byRoom.Values.Sum(grants => grants.Count);
            }
        }
    }

    public ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RemoveExpired();
            return new(Set(grant));
        }
    }

    public ValueTask<IReadOnlyList<RoomGrantKey>> GrantManyAsync(IReadOnlyList<RoomGrant> grants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RemoveExpired();
            // In turn, so that of two for the same the later's expiry counts; the earlier made it new.
            return new([.. grants.Where(Set).Select(grant => new RoomGrantKey(grant.Room, grant.UserId))]);
        }
    }

    public ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RemoveExpired();
            return new(Remove(room, userId));
        }
    }

    public ValueTask<IReadOnlyList<RoomGrantKey>> RevokeManyAsync(IReadOnlyList<RoomGrantKey> grants, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RemoveExpired();
            return new([.. grants.Where(key => Remove(key.Room, key.UserId))]);
        }
    }

    public ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var found = _byRoom.GetValueOrDefault(room)?.GetValueOrDefault(userId);
            return new(found?.ExpiresAt <= timeProvider.GetUtcNow() ? null : found);
        }
    }

    public ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default) =>
        new(ListAfter(_byRoom, room, afterUserId, limit, cancellationToken));

    public ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default) =>
        new(ListAfter(_byUser, userId, afterRoom, limit, cancellationToken));

    private RoomGrant[] ListAfter(
        Dictionary<string, SortedList<string, RoomGrant>> index, string key, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumPage);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RemoveExpired();
            if (!index.TryGetValue(key, out var grants))
            {
                return [];
            }

            var start = after is null ? 0 : FindAfter(grants.Keys, after);
            return [.. Enumerable.Range(start, Math.Min(limit, grants.Count - start)).Select(grants.GetValueAtIndex)];
        }
    }

    private static int FindAfter(IList<string> keys, string after)
    {
        var (low, high) = (0, keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(keys[middle], after) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <returns>True when it is new.</returns>
    private bool Set(RoomGrant grant)
    {
        var present = _byRoom.GetValueOrDefault(grant.Room)?.GetValueOrDefault(grant.UserId);
        if (present?.ExpiresAt is { } end)
        {
            _ends.Remove((end, grant.Room, grant.UserId));
        }

        var stored = present is null ? grant : present with { ExpiresAt = grant.ExpiresAt };
        ListOf(_byRoom, grant.Room)[grant.UserId] = stored;
        ListOf(_byUser, grant.UserId)[grant.Room] = stored;
        if (stored.ExpiresAt is { } newEnd)
        {
            _ends.Add((newEnd, grant.Room, grant.UserId));
        }

        return present is null;
    }

    private bool Remove(string room, string userId)
    {
        if (!_byRoom.TryGetValue(room, out var grants) || !grants.Remove(userId, out var grant))
        {
            return false;
        }

        if (grants.Count == 0)
        {
            _byRoom.Remove(room);
        }

        var ofUser = _byUser[userId];
        ofUser.Remove(room);
        if (ofUser.Count == 0)
        {
            _byUser.Remove(userId);
        }

        if (grant.ExpiresAt is { } end)
        {
            _ends.Remove((end, room, userId));
        }

        return true;
    }

    private void RemoveExpired()
    {
        var now = timeProvider.GetUtcNow();
        while (_ends.Count > 0 && _ends.Min is var first && first.At <= now)
        {
            Remove(first.Room, first.UserId);
        }
    }

    private static SortedList<string, RoomGrant> ListOf(Dictionary<string, SortedList<string, RoomGrant>> index, string key)
    {
        if (!index.TryGetValue(key, out var grants))
        {
            index.Add(key, grants = new SortedList<string, RoomGrant>(StringComparer.Ordinal));
        }

        return grants;
    }
}
