namespace AudioTaiLoc.Realtime.Sessions;

/// <summary>Resumable sessions of a single node, gone with the process. The oldest give way over the bound.</summary>
internal sealed class InMemorySessionStore(int maximumCount, TimeProvider time) : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<ResumableSession>> _byId = new(StringComparer.Ordinal);

    // In the order of saving, which is the order of expiry: all are kept equally long.
    private readonly LinkedList<ResumableSession> _order = new();

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    public ValueTask SaveAsync(ResumableSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_byId.TryGetValue(session.Id, out var kept) && kept.Value.Resumptions > session.Resumptions)
            {
                return ValueTask.CompletedTask;
            }

            Remove(session.Id);
            if (session.ExpiresAt <= now)
            {
                return ValueTask.CompletedTask;
            }

            while (_order.First is { } oldest && (oldest.Value.ExpiresAt <= now || _order.Count >= maximumCount))
            {
                Remove(oldest.Value.Id);
            }

            _byId[session.Id] = _order.AddLast(session);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ResumableSession?> ClaimAsync(string sessionId, string? userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        lock (_gate)
        {
            if (!_byId.TryGetValue(sessionId, out var node) || node.Value.UserId != userId)
            {
                return new((ResumableSession?)null);
            }

            Remove(sessionId);
            return new(node.Value.ExpiresAt > time.GetUtcNow() ? node.Value : null);
        }
    }

    public ValueTask RemoveUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        lock (_gate)
        {
            foreach (var session in _order.Where(session => session.UserId == userId).ToArray())
            {
                Remove(session.Id);
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Remove(string id)
    {
        if (_byId.Remove(id, out var node))
        {
            _order.Remove(node);
        }
    }
}
