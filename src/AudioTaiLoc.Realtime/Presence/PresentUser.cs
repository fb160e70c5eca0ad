namespace AudioTaiLoc.Realtime.Presence;

/// <summary>A user as the in-memory store holds one: who is in it is online.</summary>
internal sealed class PresentUser
{
    /// <summary>Most users have one connection; few have many.</summary>
    public List<PresenceConnection> Connections { get; } = new(capacity: 1);

    /// <summary>Does not leave before this time.</summary>
    public DateTimeOffset OnlineUntil { get; set; }

    /// <summary>When the first of the connections there are connected, or the last that was.</summary>
    public DateTimeOffset Since { get; private set; }

    public void Add(PresenceConnection connection)
    {
        Connections.Add(connection);
        Count();
    }

    public void Remove(PresenceConnection connection)
    {
        Connections.Remove(connection);
        Count();
    }

    private void Count()
    {
        if (Connections.Count > 0)
        {
            Since = Connections.Min(connection => connection.ConnectedAt);
        }
    }
}
