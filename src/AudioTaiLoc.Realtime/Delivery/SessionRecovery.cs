using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Keeps what a connection had when it is lost, and gives it back, with its rights checked anew.</summary>
internal sealed partial class SessionRecovery(
    ISessionStore store,
    Dispatcher dispatcher,
    RoomGate gate,
    RoomSubscriber rooms,
    RealtimeOptions options,
    TimeProvider time,
    ILogger<SessionRecovery> logger)
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Keeps the session of a connection that has ended.</summary>
    public ValueTask SaveAsync(Connection connection, string sessionId, DetachedState state) =>
        store.SaveAsync(state.ToSession(connection, sessionId, time.GetUtcNow() + options.Recovery.MaximumAbsence));

    /// <summary>Drops the session of a connection that has nothing to come back to.</summary>
    public async ValueTask ForgetAsync(Connection connection, string sessionId)
    {
        if (store.OutlivesNode)
        {
            // Saved as over, not claimed: where the client has come back on another node, what that node keeps stays.
            await store.SaveAsync(new ResumableSession(sessionId, connection.Id, connection.UserId, "", "", [], time.GetUtcNow())
            {
                Resumptions = connection.Resumptions,
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a session out of the store; null when there is none, or the store cannot be asked.</summary>
    public async ValueTask<ResumableSession?> ClaimAsync(string sessionId, string? userId, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ClaimAsync(sessionId, userId, cancellationToken).ConfigureAwait(false);
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.Unavailable)
        {
            LogClaimFailed(logger, exception);
            return null;
        }
    }

    /// <summary>Puts a returning connection into the tables.</summary>
    /// <returns>Whether it got back all it had; otherwise it is in as a new one.</returns>
    public async Task<bool> RecoverAsync(Connection connection, ResumableSession session, string? offset)
    {
        // The client, or its session, may come from a node that was ahead of this one.
        await dispatcher.TryCatchUpAsync(session.DetachedAt, CancellationToken.None).ConfigureAwait(false);
        await dispatcher.TryCatchUpAsync(offset, CancellationToken.None).ConfigureAwait(false);
        var checkedAt = dispatcher.Position;
        List<RecoveredRoom> allowed;
        try
        {
            allowed = await CheckAsync(connection, session).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Without one of its rooms it has not recovered, and would not know: it comes in as a new one and asks for them again.
            LogCheckFailed(logger, connection.Id, exception);
            await dispatcher.RunAsync(new AttachCommand(connection)).ConfigureAwait(false);
            return false;
        }

        var recovered = await dispatcher.RunAsync(new RecoverCommand(connection, session, offset, allowed, checkedAt)).ConfigureAwait(false);
        if (recovered)
        {
            foreach (var room in allowed)
            {
                await rooms.WatchEndAsync(connection, room.Name, room.ExpiresAt).ConfigureAwait(false);
            }
        }

        return recovered;
    }

    private async Task<List<RecoveredRoom>> CheckAsync(Connection connection, ResumableSession session)
    {
        using var ending = new CancellationTokenSource(CheckTimeout, time);
        List<RecoveredRoom> allowed = [];
        foreach (var room in session.Rooms)
        {
            var right = await gate.AuthorizeAsync(connection, room.Room, ending.Token)
                .AsTask().WaitAsync(ending.Token).ConfigureAwait(false);
            if (right.IsAllowed)
            {
                await dispatcher.TryCatchUpAsync(right.VisibleAfter, ending.Token).ConfigureAwait(false);
                allowed.Add(new RecoveredRoom(room.Room, ToPosition(room.CoveredAfter), ToPosition(right.VisibleAfter), right.ExpiresAt));
            }
        }

        return allowed;
    }

    [LoggerMessage(1, LogLevel.Warning, "What rooms connection {ConnectionId} may come back to could not be found out; it comes in as a new one.", EventName = "CheckFailed")]
    private static partial void LogCheckFailed(ILogger logger, string connectionId, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The session of a returning client could not be asked for; the client starts anew.", EventName = "ClaimFailed")]
    private static partial void LogClaimFailed(ILogger logger, Exception exception);

    // A position of another epoch is before everything in this log.
    private long ToPosition(string? eventId) => eventId is not null && dispatcher.TryGetReplayStart(eventId, out var position) ? position : 0;
}
