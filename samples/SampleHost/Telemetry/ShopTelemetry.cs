using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SampleHost.Telemetry;

/// <summary>Sends traces and metrics to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, and nothing without one.</summary>
internal static class ShopTelemetry
{
    // The library's ActivitySource and its meter.
    private const string Realtime = "AudioTaiLoc.Realtime";

    public static void AddShopTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
        {
            return;
        }

        // OTEL_SERVICE_NAME and the exporter's other OTEL_… settings are read by OpenTelemetry itself.
        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("audiotailoc-shop").AddEnvironmentVariableDetector())
            .WithTracing(static traces => traces.AddSource(Realtime).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(static metrics => metrics.AddMeter(Realtime).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }
}
