using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes connections in from the wires and lets them go: tables, token expiry, and the features that want to know.</summary>
internal sealed partial class ConnectionLifetime(
    Dispatcher dispatcher,
    SessionRecovery recovery,
    ConnectionQuota quota,
    DeadlineQueue deadlines,
    DrainState drain,
    IEnumerable<IConnectionObserver> observers,
    TimeProvider time,
    RealtimeMetrics metrics,
    ILogger<ConnectionLifetime> logger)
{
    private readonly IConnectionObserver[] _observers = [.. observers];
    private readonly ConditionalWeakTable<Connection, Deadline> _expiries = [];

    /// <summary>Takes a connection in. When this returns, it is in its tables and gets events.</summary>
    /// <exception cref="RealtimeException">The token has run out, there are too many connections, or the server is stopping.</exception>
    public Task AcceptAsync(Connection connection) =>
        AcceptAsync(connection, static command => command.dispatcher.RunAsync(command.attach), (dispatcher, attach: new AttachCommand(connection)));

    /// <summary>Takes a returning connection in, with the rooms and the events that it missed.</summary>
    /// <returns>Whether it got back all it had; otherwise it is in as a new one.</returns>
    /// <exception cref="RealtimeException">The token has run out, there are too many connections, or the server is stopping.</exception>
    public Task<bool> RecoverAsync(Connection connection, ResumableSession session, string? offset) =>
        AcceptAsync(connection, state => recovery.RecoverAsync(connection, state.session, state.offset), (session, offset));

    private async Task<TResult> AcceptAsync<TState, TResult>(Connection connection, Func<TState, Task<TResult>> attach, TState state)
    {
        if (drain.HasBegun)
        {
            throw new RealtimeException(RealtimeErrorCodes.ShuttingDown, CloseReason.ShuttingDown.Message);
        }

        var end = connection.Identity.ExpiresAt;
        if (end <= time.GetUtcNow())
        {
            throw new RealtimeException(RealtimeErrorCodes.TokenExpired, CloseReason.TokenExpired.Message);
        }

        quota.Enter(connection);
        TResult result;
        try
        {
            result = await attach(state).ConfigureAwait(false);
        }
        catch
        {
            quota.Leave(connection);
            throw;
        }

        if (end is { } due)
        {
            _expiries.Add(connection, deadlines.Schedule(due, static state => ((Connection)state).Close(CloseReason.TokenExpired), connection));
        }

        if (drain.HasBegun)
        {
            // It came in while the others were asked to leave.
            connection.Close(CloseReason.ShuttingDown);
        }

        metrics.ConnectionOpened(connection.Wire);
        foreach (var observer in _observers)
        {
            try
            {
                await observer.ConnectedAsync(connection).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The connection works all the same: events flow while a store is down.
                LogObserverFailed(logger, observer.GetType().Name, connection.Id, exception);
            }
        }

        return result;
    }

    /// <summary>Lets an accepted connection go. When this returns, nothing reaches it any more.</summary>
    /// <returns>Where it was; null when the dispatcher has stopped.</returns>
    public async Task<DetachedState?> ReleaseAsync(Connection connection)
    {
        DetachedState? state = null;
        if (_expiries.TryGetValue(connection, out var expiry))
        {
            _expiries.Remove(connection);
            deadlines.Cancel(expiry);
        }

        try
        {
            state = await dispatcher.RunAsync(new DetachCommand(connection)).ConfigureAwait(false);
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.ShuttingDown)
        {
            // The dispatcher has stopped: its tables are gone.
            LogReleasedLate(logger, connection.Id);
        }

        quota.Leave(connection);
        metrics.ConnectionEnded(connection.Wire);
        drain.Left(dispatcher.Connections.Count);

        foreach (var observer in _observers)
        {
            try
            {
                await observer.DisconnectedAsync(connection).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                LogObserverFailed(logger, observer.GetType().Name, connection.Id, exception);
            }
        }

        return state;
    }
}
