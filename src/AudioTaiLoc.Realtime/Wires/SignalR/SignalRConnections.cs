using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>
/// Tells the core of the hub's connections, and nothing else: rooms, users and sending are the core's own, so the
/// framework's ways to send to groups, users or all are not there.
/// </summary>
internal sealed partial class SignalRConnections(
    ConnectionLifetime lifetime,
    SignalREncoder encoder,
    ClosingRecorder closings,
    RealtimeOptions options,
    TimeProvider time,
    ILogger<SignalRConnections> logger) : HubLifetimeManager<RealtimeHub>
{
    private static readonly object ItemKey = new();

    /// <summary>The core's connection behind a hub call.</summary>
    public static Connection Of(HubCallerContext caller) => (Connection)caller.Items[ItemKey]!;

    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var transport = new SignalRTransport(connection, encoder, options.MaximumQueuedBytes, time, logger);
        Connection? accepted = null;
        try
        {
            var identity = ConnectionIdentity.FromPrincipal(connection.User, FindTicketExpiry(connection));
            if (identity.UserId is null && !options.AllowGuests)
            {
                throw new RealtimeException(RealtimeErrorCodes.Unauthenticated, "A token is required.");
            }

            accepted = new Connection(connection.ConnectionId, encoder.Name, identity, transport, closings);
            transport.Bind(accepted);
            connection.Items[ItemKey] = accepted;
            await lifetime.AcceptAsync(accepted).ConfigureAwait(false);
        }
        catch (RealtimeException refusal)
        {
            connection.Items.Remove(ItemKey);
            LogRefused(logger, connection.ConnectionId, refusal.Code);
            await transport.RefuseAsync(refusal).ConfigureAwait(false);
            throw;
        }
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.Items.TryGetValue(ItemKey, out var accepted))
        {
            await lifetime.ReleaseAsync((Connection)accepted!).ConfigureAwait(false);
        }
    }

    // Scheme handlers say when their ticket runs out; the result is on the request that opened the connection.
    private static DateTimeOffset? FindTicketExpiry(HubConnectionContext connection) =>
        connection.GetHttpContext()?.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;

    [LoggerMessage(1, LogLevel.Information, "Connection {ConnectionId} is refused: {Code}.", EventName = "Refused")]
    private static partial void LogRefused(ILogger logger, string connectionId, string code);
}
