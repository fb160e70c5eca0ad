using AudioTaiLoc.Realtime.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Keeps the sessions of connected clients in a store that outlives the node, so that another node has them when this one is killed:
/// when a client has connected and when its rooms have changed, and renewed while it stays. With any other store it does nothing.
/// </summary>
internal sealed partial class SessionKeeper(
    ISessionStore store, Dispatcher dispatcher, RealtimeOptions options, TimeProvider time, ILogger<SessionKeeper> logger) : BackgroundService
{
    private TimeSpan RenewEvery => options.Recovery.MaximumAbsence / 2;

    /// <summary>
    /// Keeps a connection's session with a room that it is about to enter. Before it does, because a refusal must leave nothing behind: events
    /// of the room that came ahead of it would be what the client catches up from when it asks again.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="room">The room.</param>
    /// <param name="since">The event id that the client catches up from; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RealtimeException">The store cannot be reached.</exception>
    public ValueTask KeepEnteringAsync(Connection connection, string room, string? since, CancellationToken cancellationToken) =>
        SaveAsync(connection, room, since, cancellationToken);

    /// <summary>Keeps a connection's session as it is now, where nobody can be told that it failed.</summary>
    public async ValueTask TryKeepAsync(Connection connection)
    {
        try
        {
            await SaveAsync(connection, null, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever a store throws: the connection is in its tables already.
            LogKeepFailed(logger, connection.Id, exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!store.OutlivesNode)
        {
            return;
        }

        using var timer = new PeriodicTimer(RenewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await RenewAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async ValueTask SaveAsync(Connection connection, string? entering, string? since, CancellationToken cancellationToken)
    {
        if (store.OutlivesNode && connection.SessionId is { } sessionId
            && await dispatcher.RunAsync(new SnapshotCommand(connection)).ConfigureAwait(false) is { } state)
        {
            state = entering is null ? state : state.With(entering, since);
            await store.SaveAsync(state.ToSession(connection, sessionId, NextExpiry()), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connected = (await dispatcher.RunAsync(new ListConnectionsCommand()).ConfigureAwait(false))
                .Where(static connection => connection.SessionId is not null)
                .ToDictionary(static connection => connection.SessionId!, StringComparer.Ordinal);
            foreach (var missing in await store.RenewAsync(connected.Keys, NextExpiry(), cancellationToken).ConfigureAwait(false))
            {
                await SaveAsync(connected[missing], null, null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogRenewalFailed(logger, exception);
        }
    }

    // Whenever the node dies, its clients have their whole time to come back.
    private DateTimeOffset NextExpiry() => time.GetUtcNow() + options.Recovery.MaximumAbsence + RenewEvery;

    [LoggerMessage(1, LogLevel.Warning, "The session of connection {ConnectionId} could not be kept; should this node die, its client starts anew or finds older rooms.", EventName = "KeepFailed")]
    private static partial void LogKeepFailed(ILogger logger, string connectionId, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Sessions could not be renewed; tried again at the next turn.", EventName = "RenewalFailed")]
    private static partial void LogRenewalFailed(ILogger logger, Exception exception);
}
