using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Keeps what a connection had when it is lost, and gives it back, with its rights checked anew.</summary>
internal sealed class SessionRecovery(
    ISessionStore store, Dispatcher dispatcher, RoomGate gate, RoomSubscriber rooms, RealtimeOptions options, TimeProvider time)
{
    public ValueTask SaveAsync(Connection connection, string sessionId, DetachedState state) => store.SaveAsync(new ResumableSession(
        sessionId,
        connection.Id,
        connection.UserId,
        dispatcher.ToEventId(state.CoveredAfter),
        dispatcher.ToEventId(state.Position),
        [.. state.Rooms.Select(room => new SessionRoom(room.Room, dispatcher.ToEventId(room.CoveredAfter)))],
        time.GetUtcNow() + options.Recovery.MaximumAbsence));

    public ValueTask<ResumableSession?> ClaimAsync(string sessionId, string? userId, CancellationToken cancellationToken) =>
        store.ClaimAsync(sessionId, userId, cancellationToken);

    /// <summary>Puts a returning connection into the tables.</summary>
    /// <returns>Whether it got back all it had; otherwise it is in as a new one.</returns>
    public async Task<bool> RecoverAsync(Connection connection, ResumableSession session, string? offset)
    {
        var checkedAt = dispatcher.Position;
        List<RecoveredRoom> allowed = [];
        foreach (var room in session.Rooms)
        {
            var right = await gate.AuthorizeAsync(connection, room.Room, CancellationToken.None).ConfigureAwait(false);
            if (right.IsAllowed)
            {
                allowed.Add(new RecoveredRoom(room.Room, Math.Max(ToPosition(room.CoveredAfter), ToPosition(right.VisibleAfter)), right.ExpiresAt));
            }
        }

        var recovered = await dispatcher.RunAsync(new RecoverCommand(connection, session, offset, allowed, checkedAt)).ConfigureAwait(false);
        if (recovered)
        {
            foreach (var room in allowed)
            {
                rooms.WatchEnd(connection, room.Name, room.ExpiresAt);
            }
        }

        return recovered;
    }

    // A position of another epoch is before everything in this log.
    private long ToPosition(string? eventId) => eventId is not null && dispatcher.TryGetReplayStart(eventId, out var position) ? position : 0;
}
