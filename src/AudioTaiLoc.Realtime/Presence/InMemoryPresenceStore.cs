using System.Runtime.InteropServices;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>Who is online on a single node.</summary>
internal sealed class InMemoryPresenceStore : IPresenceStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PresenceConnection> _connections = [];
    private readonly Dictionary<string, PresentUser> _users = [];
    private readonly Dictionary<string, HashSet<PresenceConnection>> _nodes = [];
    private readonly ProductViewers _viewers = new();

    // Online without a connection.
    private readonly HashSet<string> _leaving = [];

    // No lease runs out before: between two renewals not all connections are walked through each second.
    private DateTimeOffset _nextExpiry = DateTimeOffset.MaxValue;

    public ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_connections.TryGetValue(lease.ConnectionId, out var present) && present.UserId != lease.UserId)
            {
                throw new ArgumentException("The connection is another user's.", nameof(lease));
            }

            ref var user = ref CollectionsMarshal.GetValueRefOrAddDefault(_users, lease.UserId, out var wasOnline);
            user ??= new();
            var connection = new PresenceConnection(lease);
            if (present is not null)
            {
                _viewers.Move(connection, present.ProductId);
                Remove(user, present);
            }

            _connections[lease.ConnectionId] = connection;
            user.Add(connection);
            ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, lease.NodeId, out _);
            (node ??= []).Add(connection);
            _leaving.Remove(lease.UserId);
            _nextExpiry = Earlier(_nextExpiry, lease.ExpiresAt);
            return new(!wasOnline);
        }
    }

    public ValueTask<bool> DisconnectAsync(
        string userId, string connectionId, DateTimeOffset onlineUntil, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_connections.TryGetValue(connectionId, out var connection) || connection.UserId != userId)
            {
                return new(false);
            }

            return new(EndWasLast(connection, onlineUntil));
        }
    }

    public ValueTask<int> RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_nodes.TryGetValue(nodeId, out var connections))
            {
                return new(0);
            }

            foreach (var connection in connections)
            {
                connection.ExpiresAt = expiresAt;
            }

            _nextExpiry = Earlier(_nextExpiry, expiresAt);
            return new(connections.Count);
        }
    }

    public ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_nextExpiry <= now)
            {
                _nextExpiry = DateTimeOffset.MaxValue;
                foreach (var connection in _connections.Values)
                {
                    // A dictionary may lose entries while it is walked.
                    if (connection.ExpiresAt <= now)
                    {
                        EndWasLast(connection, now);
                    }
                    else
                    {
                        _nextExpiry = Earlier(_nextExpiry, connection.ExpiresAt);
                    }
                }
            }

            return new([.. _leaving.Where(userId => _users[userId].OnlineUntil <= now)]);
        }
    }

    public ValueTask<bool> LeaveAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(_leaving.Contains(userId) && _users[userId].OnlineUntil <= now && _leaving.Remove(userId) && _users.Remove(userId));
        }
    }

    public ValueTask<IReadOnlyList<PresenceUser>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PresenceUser[] users;
        lock (_lock)
        {
            users = [.. _users.Select(static user => new PresenceUser(user.Key, user.Value.Connections.Count, user.Value.Since))];
        }

        Array.Sort(users, static (left, right) => string.CompareOrdinal(left.UserId, right.UserId));
        return new(users);
    }

    public ValueTask<ClusterStats> GetStatsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            NodeStats[] nodes = [.. _nodes
                .Select(node => new NodeStats(node.Key, node.Value.Count))
                .OrderBy(node => node.NodeId, StringComparer.Ordinal)];
            return new(new ClusterStats(_users.Count, _connections.Count, nodes));
        }
    }

    public ValueTask<int> SetViewingAsync(string connectionId, string? productId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_connections.TryGetValue(connectionId, out var connection))
            {
                _viewers.Move(connection, productId);
            }

            return new(productId is null ? 0 : _viewers.Count(productId));
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private bool EndWasLast(PresenceConnection connection, DateTimeOffset onlineUntil)
    {
        var user = _users[connection.UserId];
        Remove(user, connection);
        user.OnlineUntil = onlineUntil > user.OnlineUntil ? onlineUntil : user.OnlineUntil;
        return user.Connections.Count == 0 && _leaving.Add(connection.UserId);
    }

    private void Remove(PresentUser user, PresenceConnection connection)
    {
        _viewers.Move(connection, null);
        _connections.Remove(connection.ConnectionId);
        user.Remove(connection);
        var node = _nodes[connection.NodeId];
        node.Remove(connection);
        if (node.Count == 0)
        {
            _nodes.Remove(connection.NodeId);
        }
    }
}
