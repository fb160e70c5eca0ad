namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>
/// What delivery must do, in the simplest words: a list of entries, a set of grants, and for each client the rooms it
/// is in. Everything happens at one place in the list.
/// </summary>
internal sealed class DeliveryModel(int maximumReplay, int maximumRooms)
{
    private readonly List<ModelEntry> _entries = [];
    private readonly List<ModelClient> _connected = [];
    private readonly Dictionary<(string Room, string UserId), long> _grants = [];

    public long Last => _entries.Count;

    public IReadOnlyList<ModelClient> Connected => _connected;

    public void Connect(ModelClient client)
    {
        client.CoveredAfter = Last;
        _connected.Add(client);
    }

    public void Disconnect(ModelClient client)
    {
        client.IsGone = true;
        _connected.Remove(client);
    }

    public void Publish(EventTarget target, bool isVolatile, string? except)
    {
        var entry = new ModelEntry(Last + 1, target, isVolatile, except);
        _entries.Add(entry);
        foreach (var client in _connected.Where(entry.IsFor))
        {
            client.Deliver(entry.Position);
        }
    }

    public void Grant(string room, string userId) => _grants.TryAdd((room, userId), Last);

    public void Revoke(string room, string userId)
    {
        _entries.Add(new ModelEntry(Last + 1, null));
        _grants.Remove((room, userId));
        foreach (var client in _connected.Where(client => client.UserId == userId))
        {
            client.Rooms.Remove(room);
        }
    }

    public void Kick(string userId)
    {
        _entries.Add(new ModelEntry(Last + 1, null));
        foreach (var client in _connected.Where(client => client.UserId == userId))
        {
            client.IsClosed = true;
        }
    }

    /// <summary>Joins a room.</summary>
    /// <param name="client">Who.</param>
    /// <param name="room">The room.</param>
    /// <param name="asks">Whether a <c>since</c> is sent.</param>
    /// <param name="since">Its position; null when it is not of this log.</param>
    public ModelAnswer Join(ModelClient client, string room, bool asks, long? since)
    {
        var grantedAfter = 0L;
        if (!room.StartsWith("product:", StringComparison.Ordinal)
            && (client.UserId is not { } userId || !_grants.TryGetValue((room, userId), out grantedAfter)))
        {
            return new ModelAnswer(RealtimeErrorCodes.Forbidden);
        }

        if (!client.Rooms.ContainsKey(room) && client.Rooms.Count == maximumRooms)
        {
            return new ModelAnswer(RealtimeErrorCodes.TooLarge);
        }

        client.Rooms.TryAdd(room, Last);
        if (!asks || since is null || since > Last)
        {
            return new ModelAnswer(Recovered: asks ? false : null);
        }

        var after = Math.Max(since.Value, grantedAfter);
        return Replay(client, entry => entry.Target == EventTarget.Room(room), after, client.Rooms[room], () =>
        {
            if (client.Rooms.TryGetValue(room, out var covered))
            {
                client.Rooms[room] = Math.Min(covered, after);
            }
        });
    }

    public ModelAnswer Resume(ModelClient client, long? since) => since is not { } after || after > Last
        ? new ModelAnswer(Recovered: false)
        : Replay(
            client,
            entry => entry.Target?.Kind != EventTargetKind.Room && (entry with { Except = null }).IsFor(client),
            after,
            client.CoveredAfter,
            () => client.CoveredAfter = Math.Min(client.CoveredAfter, after));

    private ModelAnswer Replay(ModelClient client, Func<ModelEntry, bool> isMeant, long after, long upTo, Action cover)
    {
        if (after >= upTo)
        {
            return new ModelAnswer(Recovered: true);
        }

        var found = _entries.Where(entry => entry.Position > after && entry.Position <= upTo && !entry.IsVolatile && isMeant(entry)).ToArray();
        client.BeginReplay();
        return new ModelAnswer(Replay: new ModelReplay(
            client,
            found.Length > maximumReplay ? null : [.. found.Where(entry => entry.Except != client.Connection.Id).Select(entry => entry.Position)],
            cover));
    }
}
