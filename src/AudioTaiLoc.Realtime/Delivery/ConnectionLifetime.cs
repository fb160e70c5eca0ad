using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Takes connections in from the wires and lets them go: tables, token expiry, and the features that want to know.</summary>
internal sealed partial class ConnectionLifetime(
    Dispatcher dispatcher,
    DeadlineQueue deadlines,
    IEnumerable<IConnectionObserver> observers,
    TimeProvider time,
    RealtimeMetrics metrics,
    ILogger<ConnectionLifetime> logger)
{
    private readonly IConnectionObserver[] _observers = [.. observers];
    private readonly ConditionalWeakTable<Connection, Deadline> _expiries = [];
    private volatile bool _isDraining;

    /// <summary>Takes a connection in. When this returns, it is in its tables and gets events.</summary>
    /// <returns>The position from which on the connection gets what is sent to its user and to all.</returns>
    /// <exception cref="RealtimeException">The token has run out, or the server is stopping.</exception>
    public async Task<long> AcceptAsync(Connection connection)
    {
        if (_isDraining)
        {
            throw new RealtimeException(RealtimeErrorCodes.ShuttingDown, CloseReason.ShuttingDown.Message);
        }

        if (connection.Identity.ExpiresAt is { } end)
        {
            if (end <= time.GetUtcNow())
            {
                throw new RealtimeException(RealtimeErrorCodes.TokenExpired, CloseReason.TokenExpired.Message);
            }

            _expiries.Add(connection, deadlines.Schedule(end, static state => ((Connection)state).Close(CloseReason.TokenExpired), connection));
        }

        var position = await dispatcher.RunAsync(new AttachCommand(connection)).ConfigureAwait(false);
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

        return position;
    }

    /// <summary>Lets an accepted connection go. When this returns, nothing reaches it any more.</summary>
    public async Task ReleaseAsync(Connection connection)
    {
        if (_expiries.TryGetValue(connection, out var expiry))
        {
            _expiries.Remove(connection);
            deadlines.Cancel(expiry);
        }

        try
        {
            await dispatcher.RunAsync(new DetachCommand(connection)).ConfigureAwait(false);
        }
        catch (RealtimeException exception) when (exception.Code == RealtimeErrorCodes.ShuttingDown)
        {
            // The dispatcher has stopped: its tables are gone.
            LogReleasedLate(logger, connection.Id);
        }

        metrics.ConnectionEnded(connection.Wire);
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
    }

    /// <summary>Refuses new connections and asks all there are to come back elsewhere.</summary>
    public async Task DrainAsync()
    {
        _isDraining = true;
        foreach (var connection in await dispatcher.RunAsync(new ListConnectionsCommand()).ConfigureAwait(false))
        {
            connection.Close(CloseReason.ShuttingDown);
        }
    }
}
