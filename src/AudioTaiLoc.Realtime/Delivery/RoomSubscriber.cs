using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes connections into rooms that they may join, and out again when the right to it ends by itself.</summary>
internal sealed partial class RoomSubscriber(
    RoomGate gate, Dispatcher dispatcher, SessionKeeper sessions, DeadlineQueue deadlines, RealtimeOptions options, ILogger<RoomSubscriber> logger)
{
    private const int MaximumChecks = 3;

    /// <summary>Joins a room.</summary>
    /// <returns>What became of it: <see cref="JoinOutcome.Joined"/>.</returns>
    /// <exception cref="RealtimeException">The connection may not, or is in too many rooms.</exception>
    public async ValueTask<JoinResult> JoinAsync(Connection connection, string room, string? since, CancellationToken cancellationToken)
    {
        // A node that is behind the client would tell it that it was not recovered, and send it again what it has: it asks again instead.
        await DemandCaughtUpAsync(since, cancellationToken).ConfigureAwait(false);
        for (var check = 1; ; check++)
        {
            var checkedAt = dispatcher.Position;
            var right = await gate.DemandAsync(connection, room, cancellationToken).ConfigureAwait(false);
            // Where the grant was given, more may have been seen than here: none of that is for who joins now.
            await DemandCaughtUpAsync(right.VisibleAfter, cancellationToken).ConfigureAwait(false);
            await sessions.KeepEnteringAsync(connection, room, since, cancellationToken).ConfigureAwait(false);
            // An answer that came too late, from who does not heed the token: a revoke since the question may be forgotten by now.
            cancellationToken.ThrowIfCancellationRequested();

            var joined = await dispatcher.RunAsync(
                new JoinCommand(connection, room, checkedAt, since, right.VisibleAfter, options.MaximumRoomsPerConnection)).ConfigureAwait(false);
            switch (joined.Outcome)
            {
                case JoinOutcome.Joined:
                    await WatchEndAsync(connection, room, right.ExpiresAt).ConfigureAwait(false);
                    return joined;
                case JoinOutcome.TooManyRooms:
                    throw new RealtimeException(
                        RealtimeErrorCodes.TooLarge, $"A connection can be in {options.MaximumRoomsPerConnection} rooms at most.");
                case JoinOutcome.RevokedSince when check < MaximumChecks:
                    continue;
                case JoinOutcome.RevokedSince:
                    throw new RealtimeException(RealtimeErrorCodes.Forbidden, $"You have no access to {room}.");
                default:
                    throw new OperationCanceledException("The connection ended.");
            }
        }
    }

    /// <summary>Sees to it that a connection leaves a room when its right ends; null for a right without end.</summary>
    public async ValueTask WatchEndAsync(Connection connection, string room, DateTimeOffset? end)
    {
        if (end is { } due)
        {
            await dispatcher.RunAsync(new WatchEndCommand(this, deadlines, connection, room, due)).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves a room; one that the connection is not in is passed over.</summary>
    public async Task LeaveAsync(Connection connection, string room)
    {
        if (await dispatcher.RunAsync(new LeaveCommand(connection, room)).ConfigureAwait(false))
        {
            await sessions.TryKeepAsync(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a connection out of a room unless its right has been prolonged.</summary>
    public async Task EndRightAsync(Connection connection, string room)
    {
        try
        {
            if (!await TryProlongAsync(connection, room).ConfigureAwait(false))
            {
                await LeaveAsync(connection, room).ConfigureAwait(false);
            }
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.ShuttingDown)
        {
            // The dispatcher has stopped, and with it every membership.
        }
    }

    private async ValueTask DemandCaughtUpAsync(string? eventId, CancellationToken cancellationToken)
    {
        if (!await dispatcher.TryCatchUpAsync(eventId, cancellationToken).ConfigureAwait(false))
        {
            throw new RealtimeException(RealtimeErrorCodes.Unavailable, "The server cannot do this right now; try again.");
        }
    }

    private async Task<bool> TryProlongAsync(Connection connection, string room)
    {
        try
        {
            var right = await gate.AuthorizeAsync(connection, room, CancellationToken.None).ConfigureAwait(false);
            if (right.IsAllowed)
            {
                await WatchEndAsync(connection, room, right.ExpiresAt).ConfigureAwait(false);
            }

            return right.IsAllowed;
        }
        catch (Exception exception)
        {
            // Who cannot be asked cannot say yes.
            LogCheckFailed(logger, connection.Id, exception);
            return false;
        }
    }
}
