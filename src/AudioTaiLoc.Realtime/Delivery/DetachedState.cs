using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Where a connection was when it was taken out of the tables.</summary>
/// <param name="Position">The position of its end.</param>
/// <param name="CoveredAfter">From here on it had got what was sent to its user and to all.</param>
/// <param name="Rooms">Its rooms, and from where on it had got each one's events.</param>
/// <param name="Ids">The event ids of these positions.</param>
internal sealed record DetachedState(
    long Position, long CoveredAfter, IReadOnlyList<(string Room, long CoveredAfter)> Rooms, EventIdFormat Ids)
{
    /// <summary>Reads it from the tables; only commands may.</summary>
    public static DetachedState Of(Connection connection, Dispatcher dispatcher) => new(
        dispatcher.Position,
        connection.Dispatch.CoveredAfter,
        [.. (connection.Dispatch.Memberships ?? []).Select(membership => (membership.Room.Name, membership.CoveredAfter))],
        dispatcher.Ids);

    /// <summary>The same with a room that is about to be entered.</summary>
    public DetachedState With(string room, string? since) => Rooms.Any(known => known.Room == room)
        ? this
        : this with { Rooms = [.. Rooms, (room, since is not null && Ids.TryParse(since, out var after) && after < Position ? after : Position)] };

    /// <summary>What the connection's client finds again.</summary>
    public ResumableSession ToSession(Connection connection, string sessionId, DateTimeOffset expiresAt) => new(
        sessionId,
        connection.Id,
        connection.UserId,
        Ids.ToText(CoveredAfter),
        Ids.ToText(Position),
        [.. Rooms.Select(room => new SessionRoom(room.Room, Ids.ToText(room.CoveredAfter)))],
        expiresAt)
    {
        Resumptions = connection.Resumptions,
    };
}
