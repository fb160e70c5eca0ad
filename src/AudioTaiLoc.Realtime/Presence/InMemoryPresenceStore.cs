using System.Runtime.InteropServices;

namespace AudioTaiLoc.Realtime.Presence;

/// <summary>
/// Who is online on a single node. A lease counts until it is removed or reaped, so that coming and going are told in turns:
/// a user whose lease ran out unreaped has not gone yet and does not come again.
/// </summary>
internal sealed class InMemoryPresenceStore : IPresenceStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PresenceConnection> _connections = [];
    private readonly Dictionary<string, List<PresenceConnection>> _users = [];
    private readonly Dictionary<string, HashSet<PresenceConnection>> _nodes = [];
    private readonly ProductViewers _viewers = new();

    public ValueTask<bool> ConnectAsync(PresenceLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new PresenceConnection(lease);
        lock (_lock)
        {
            if (_connections.TryGetValue(lease.ConnectionId, out var present))
            {
                if (present.UserId != lease.UserId)
                {
                    throw new ArgumentException("The connection is another user's.", nameof(lease));
                }

                // The new lease comes before the old one goes, or the user would seem to have left and come again.
                connection.ProductId = present.ProductId;
                Add(connection);
                Unlink(present);
                return new(false);
            }

            Add(connection);
            return new(_users[lease.UserId].Count == 1);
        }
    }

    public ValueTask<bool> DisconnectAsync(string userId, string connectionId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(
                _connections.TryGetValue(connectionId, out var connection) && connection.UserId == userId && RemoveWasLast(connection));
        }
    }

    public ValueTask RenewAsync(string nodeId, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_nodes.TryGetValue(nodeId, out var connections))
            {
                foreach (var connection in connections)
                {
                    connection.ExpiresAt = expiresAt;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> ReapAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var gone = new List<string>();
        lock (_lock)
        {
            foreach (var connection in _connections.Values)
            {
                // A dictionary may lose entries while it is walked.
                if (connection.ExpiresAt <= now && RemoveWasLast(connection))
                {
                    gone.Add(connection.UserId);
                }
            }
        }

        return new(gone);
    }

    public ValueTask<IReadOnlyList<PresenceUser>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PresenceUser[] users;
        lock (_lock)
        {
            users = [.. _users.Select(
                user => new PresenceUser(user.Key, user.Value.Count, user.Value.Min(connection => connection.ConnectedAt)))];
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

    // Most users have one connection; few have many.
    private static void Link(Dictionary<string, List<PresenceConnection>> index, string key, PresenceConnection connection)
    {
        ref var connections = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _);
        (connections ??= new(capacity: 1)).Add(connection);
    }

    private static void Link(Dictionary<string, HashSet<PresenceConnection>> index, string key, PresenceConnection connection)
    {
        ref var connections = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _);
        (connections ??= []).Add(connection);
    }

    private static bool UnlinkWasLast<TConnections>(Dictionary<string, TConnections> index, string key, PresenceConnection connection)
        where TConnections : ICollection<PresenceConnection>
    {
        var connections = index[key];
        connections.Remove(connection);
        return connections.Count == 0 && index.Remove(key);
    }

    private void Add(PresenceConnection connection)
    {
        _connections[connection.ConnectionId] = connection;
        Link(_users, connection.UserId, connection);
        Link(_nodes, connection.NodeId, connection);
    }

    private bool Unlink(PresenceConnection connection)
    {
        UnlinkWasLast(_nodes, connection.NodeId, connection);
        return UnlinkWasLast(_users, connection.UserId, connection);
    }

    private bool RemoveWasLast(PresenceConnection connection)
    {
        _viewers.Move(connection, null);
        _connections.Remove(connection.ConnectionId);
        return Unlink(connection);
    }
}
