namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>The grants of a single node, gone with the process; found from the room and from the user without a scan.</summary>
internal sealed class InMemoryRoomGrantStore(TimeProvider timeProvider) : IRoomGrantStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, RoomGrant>> _byRoom = [];
    private readonly Dictionary<string, Dictionary<string, RoomGrant>> _byUser = [];

    public ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grant);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var present = FindValid(grant.Room, grant.UserId);
            var stored = present is null ? grant : present with { ExpiresAt = grant.ExpiresAt };
            Set(_byRoom, grant.Room, grant.UserId, stored);
            Set(_byUser, grant.UserId, grant.Room, stored);
            return new(present is null);
        }
    }

    public ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Remove(_byUser, userId, room);
            return new(Remove(_byRoom, room, userId));
        }
    }

    public ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(FindValid(room, userId));
        }
    }

    public ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(string room, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ListValid(_byRoom, room));
    }

    public ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ListValid(_byUser, userId));
    }

    private static void Set(Dictionary<string, Dictionary<string, RoomGrant>> index, string outer, string inner, RoomGrant grant)
    {
        if (!index.TryGetValue(outer, out var grants))
        {
            grants = [];
            index.Add(outer, grants);
        }

        grants[inner] = grant;
    }

    private static bool Remove(Dictionary<string, Dictionary<string, RoomGrant>> index, string outer, string inner)
    {
        if (!index.TryGetValue(outer, out var grants) || !grants.Remove(inner))
        {
            return false;
        }

        if (grants.Count == 0)
        {
            index.Remove(outer);
        }

        return true;
    }

    private RoomGrant? FindValid(string room, string userId) =>
        _byRoom.TryGetValue(room, out var grants) && grants.TryGetValue(userId, out var grant) && IsValid(grant, timeProvider.GetUtcNow())
            ? grant
            : null;

    private RoomGrant[] ListValid(Dictionary<string, Dictionary<string, RoomGrant>> index, string key)
    {
        KeyValuePair<string, RoomGrant>[] grants;
        lock (_lock)
        {
            grants = index.TryGetValue(key, out var found) ? [.. found] : [];
        }

        var now = timeProvider.GetUtcNow();
        return [.. grants
            .Where(entry => IsValid(entry.Value, now))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => entry.Value)];
    }

    private static bool IsValid(RoomGrant grant, DateTimeOffset now) => grant.ExpiresAt is not { } expiresAt || expiresAt > now;
}
