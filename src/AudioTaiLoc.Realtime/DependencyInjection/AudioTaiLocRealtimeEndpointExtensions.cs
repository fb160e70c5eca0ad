using AudioTaiLoc.Realtime;
using AudioTaiLoc.Realtime.Admission;
using AudioTaiLoc.Realtime.DependencyInjection;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Wires.SignalR;
using AudioTaiLoc.Realtime.Wires.SocketIo;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the real-time layer's addresses.</summary>
public static class AudioTaiLocRealtimeEndpointExtensions
{
    /// <summary>
    /// Maps the address of <see cref="RealtimeOptions.Namespace"/>. Clients must be signed in through the host's default
    /// authentication scheme, unless <see cref="RealtimeOptions.AllowGuests"/> is set.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <returns>One builder for all routes that were made.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAudioTaiLocRealtime()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapAudioTaiLocRealtime(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<IRealtimeService>() is null)
        {
            throw new InvalidOperationException(
                "MapAudioTaiLocRealtime() needs the real-time services: call builder.Services.AddAudioTaiLocRealtime() before the app is built.");
        }

        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<RealtimeOptions>>().Value;
        var gate = endpoints.ServiceProvider.GetRequiredService<HandshakeGate>();
        var hub = MapHub(endpoints, options);
        hub.Add(endpoint => endpoint.RequestDelegate = gate.GuardSignalR(endpoint.RequestDelegate!));
        hub.Finally(builder => builder.RequestDelegate = HubPipeline.Wrap(endpoints, builder.RequestDelegate!, options.CompressionThreshold is not null));
        hub.Finally(builder => Demand(builder.Metadata, options));
        return new CompositeConventionBuilder([hub, MapSocketIo(endpoints, gate, options)]);
    }

    // What MapHub does, with a middleware below the hub.
    private static ConnectionEndpointRouteBuilder MapHub(IEndpointRouteBuilder endpoints, RealtimeOptions options)
    {
        var flow = endpoints.ServiceProvider.GetRequiredService<SignalRFlow>();
        var hub = endpoints.MapConnections(
            options.Namespace,
            new HttpConnectionDispatcherOptions { Transports = ToSignalR(options.Transports) },
            connection => connection.Use(flow.Use).UseHub<RealtimeHub>());
        hub.Add(endpoint => endpoint.Metadata.Add(new HubMetadata(typeof(RealtimeHub))));
        return hub;
    }

    private static IEndpointConventionBuilder MapSocketIo(IEndpointRouteBuilder endpoints, HandshakeGate gate, RealtimeOptions options)
    {
        var server = endpoints.ServiceProvider.GetRequiredService<SocketIoServer>();
        var authorization = endpoints.ServiceProvider.GetRequiredService<EndpointAuthorization>();
        var socketIo = endpoints.Map(RealtimePaths.EngineIo, gate.GuardEngineIo(server.HandleAsync)).WithDisplayName("AudioTaiLoc.Realtime Socket.IO");
        socketIo.Finally(builder =>
        {
            // The token comes with the CONNECT packet, after the request is let in; what is demanded is asked then.
            List<object> demanded = [.. builder.Metadata];
            Demand(demanded, options);
            authorization.Read(demanded);
            builder.Metadata.Add(new AllowAnonymousAttribute());
        });
        return socketIo;
    }

    // Beside what the host demands: to be signed in. Where guests may come, what the host demands is asked of them as well.
    private static void Demand(IList<object> metadata, RealtimeOptions options)
    {
        if (!options.AllowGuests)
        {
            metadata.Add(new AuthorizeAttribute());
        }
        else if (!EndpointAuthorization.IsDemanded(metadata))
        {
            metadata.Add(new AllowAnonymousAttribute());
        }
    }

    private static HttpTransportType ToSignalR(RealtimeTransports transports) =>
        (transports.HasFlag(RealtimeTransports.WebSocket) ? HttpTransportType.WebSockets : HttpTransportType.None)
        | (transports.HasFlag(RealtimeTransports.Polling) ? HttpTransportType.LongPolling | HttpTransportType.ServerSentEvents : HttpTransportType.None);
}
