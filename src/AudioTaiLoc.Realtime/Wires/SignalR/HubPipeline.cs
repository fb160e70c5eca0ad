using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.Wires.SignalR;

/// <summary>What comes before the hub's own handling of a request: how its answers may be compressed.</summary>
internal static class HubPipeline
{
    public static RequestDelegate Wrap(IEndpointRouteBuilder endpoints, RequestDelegate hub, bool compresses)
    {
        var app = endpoints.CreateApplicationBuilder();
        app.Use(next => context =>
        {
            if (context.Features.Get<IHttpsCompressionFeature>() is { } compression)
            {
                // Server-sent events and polling answers hold what several people wrote, and secrets: under TLS their
                // compressed length would tell of them.
                compression.Mode = HttpsCompressionMode.DoNotCompress;
            }

            return next(context);
        });
        if (compresses)
        {
            UseCompression(app, endpoints.ServiceProvider.GetRequiredService<CompressedRecords>());
        }

        app.Run(hub);
        return app.Build();
    }

    // The framework's middleware comes twice; the one inside the hub's endpoint finds a feature and leaves it.
    private static void UseCompression(IApplicationBuilder app, CompressedRecords records)
    {
        app.Use(next => context =>
        {
            var upgrade = context.Features.Get<IHttpUpgradeFeature>();
            var connect = context.Features.Get<IHttpExtendedConnectFeature>();
            if (upgrade is not null || connect is not null)
            {
                var streams = new FrameStreamFeature(upgrade, connect);
                context.Features.Set(streams);
                if (upgrade is not null)
                {
                    context.Features.Set<IHttpUpgradeFeature>(streams);
                }

                if (connect is not null)
                {
                    context.Features.Set<IHttpExtendedConnectFeature>(streams);
                }
            }

            return next(context);
        });
        app.UseWebSockets();
        app.Use(next => context =>
        {
            if (context.Features.Get<FrameStreamFeature>() is { } streams && context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets)
            {
                context.Features.Set<IHttpWebSocketFeature>(new CompressionFeature(context, sockets, streams, records));
            }

            return next(context);
        });
    }
}
