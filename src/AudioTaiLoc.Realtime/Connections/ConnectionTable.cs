using System.Runtime.InteropServices;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>The node's connections, all and by user. Only the dispatcher changes it; counts may be read from anywhere.</summary>
internal sealed class ConnectionTable
{
    private readonly List<Connection> _all = [];
    private readonly Dictionary<string, List<Connection>> _byUser = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StrongBox> _byWire = new(StringComparer.Ordinal);
    private int _count;
    private int _users;

    public int Count => Volatile.Read(ref _count);

    public int UserCount => Volatile.Read(ref _users);

    public ReadOnlySpan<Connection> All => CollectionsMarshal.AsSpan(_all);

    public ReadOnlySpan<Connection> OfUser(string userId) =>
        _byUser.TryGetValue(userId, out var connections) ? CollectionsMarshal.AsSpan(connections) : [];

    public IReadOnlyDictionary<string, int> CountByWire()
    {
        lock (_byWire)
        {
            return _byWire.ToDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);
        }
    }

    public void Add(Connection connection)
    {
        connection.Dispatch.Index = _all.Count;
        _all.Add(connection);
        Volatile.Write(ref _count, _all.Count);
        if (connection.UserId is { } userId)
        {
            ref var connections = ref CollectionsMarshal.GetValueRefOrAddDefault(_byUser, userId, out _);
            connections ??= new List<Connection>(1);
            connection.Dispatch.UserIndex = connections.Count;
            connections.Add(connection);
            Volatile.Write(ref _users, _byUser.Count);
        }

        AddToWire(connection.Wire, 1);
    }

    /// <returns>False when it was not there.</returns>
    public bool Remove(Connection connection)
    {
        var state = connection.Dispatch;
        if (state.Index < 0)
        {
            return false;
        }

        _all[^1].Dispatch.Index = state.Index;
        _all[state.Index] = _all[^1];
        _all.RemoveAt(_all.Count - 1);
        state.Index = -1;
        Volatile.Write(ref _count, _all.Count);
        if (connection.UserId is { } userId)
        {
            var connections = _byUser[userId];
            connections[^1].Dispatch.UserIndex = state.UserIndex;
            connections[state.UserIndex] = connections[^1];
            connections.RemoveAt(connections.Count - 1);
            state.UserIndex = -1;
            if (connections.Count == 0)
            {
                _byUser.Remove(userId);
                Volatile.Write(ref _users, _byUser.Count);
            }
        }

        AddToWire(connection.Wire, -1);
        return true;
    }

    private void AddToWire(string wire, int change)
    {
        lock (_byWire)
        {
            if (!_byWire.TryGetValue(wire, out var box))
            {
                _byWire[wire] = box = new StrongBox();
            }

            box.Count += change;
        }
    }

    private sealed class StrongBox
    {
        public int Count { get; set; }
    }
}
