using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Delivery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
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
    // The core's connection, or why there is none, is a feature of the framework's: that table is there in any case, while its items
    // would be a concurrent dictionary made for one entry.

    /// <summary>The core's connection over a connection of the framework; null before it is taken in, or when it was refused.</summary>
    public static Connection? Of(IFeatureCollection features) => features.Get<Connection>();

    /// <summary>Why there is no connection behind a hub call: it was refused and has not gone yet.</summary>
    public static RealtimeException RefusalOf(IFeatureCollection features) => features.GetRequiredFeature<RealtimeException>();

    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var transport = new SignalRTransport(connection, encoder, options.MaximumQueuedBytes, time, logger);
        try
        {
            var identity = ConnectionIdentity.FromPrincipal(connection.User, FindTicketExpiry(connection));
            if (identity.UserId is null)
            {
                await DemandGuestAsync(connection).ConfigureAwait(false);
            }

            var accepted = new Connection(connection.ConnectionId, encoder.Name, identity, transport, closings)
            {
                Address = AddressKey.Of(connection.GetHttpContext()?.Connection.RemoteIpAddress),
            };
            transport.Bind(accepted);
            connection.Features.Set(accepted);
            await lifetime.AcceptAsync(accepted).ConfigureAwait(false);
        }
        catch (RealtimeException refusal)
        {
            // Not thrown: an end by exception would overtake the message that says why.
            connection.Features.Set<Connection>(null);
            connection.Features.Set(refusal);
            closings.RecordRefused(encoder.Name, connection.ConnectionId, refusal.Code);
            transport.Close(new CloseReason(refusal.Code, refusal.Message, refusal.Code == RealtimeErrorCodes.ShuttingDown));
        }
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (Of(connection.Features) is { } accepted)
        {
            await lifetime.ReleaseAsync(accepted).ConfigureAwait(false);
        }
    }

    // The framework takes whoever has a bad token for somebody without one where guests may come in.
    private async Task DemandGuestAsync(HubConnectionContext connection)
    {
        if (!options.AllowGuests)
        {
            throw new RealtimeException(RealtimeErrorCodes.Unauthenticated, "A token is required.");
        }

        if (connection.GetHttpContext() is { } context
            && context.Request.Headers.Authorization.Count > 0
            && context.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is { } scheme
            && (await context.AuthenticateAsync(scheme.Name).ConfigureAwait(false)).Failure is { } failure)
        {
            throw TokenRefusal.From(failure);
        }
    }

    // Scheme handlers say when their ticket runs out; the result is on the request that opened the connection.
    private static DateTimeOffset? FindTicketExpiry(HubConnectionContext connection) =>
        connection.GetHttpContext()?.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
}
