using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>What the sample host tells a collector.</summary>
public sealed class ShopTelemetryTests
{
    private const string Text = "nobody else shall read this";

    [Theory]
    [EveryWire]
    public async Task A_call_is_a_span_and_counted_in_a_metric_at_the_collector(Wire wire)
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var shop = await ShopProcess.StartAsync(
            "--Shop:Data=:memory:",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Url}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "--OTEL_BSP_SCHEDULE_DELAY=100",
            "--OTEL_METRIC_EXPORT_INTERVAL=100");
        var token = await shop.LogInAsync("an@example.com");
        await using (var an = await ShopClient.ConnectAsync(shop, wire, "an@example.com"))
        {
            (await an.CallAsync("chat:message", new { conversationId = "conv_789", message = Text })).IsDone();
            await collector.HasAsync("/v1/traces", "audiotailoc-shop", "AudioTaiLoc.Realtime", "chat:message");
            await collector.HasAsync("/v1/metrics", "audiotailoc-shop", "AudioTaiLoc.Realtime", "audiotailoc.realtime.calls", "chat:message");
        }

        // The requests' spans end with their connections.
        await collector.HasAsync("/v1/traces", "Microsoft.AspNetCore", wire == Wire.SignalR ? "/api/v1/realtime" : "/socket.io/");
        Assert.False(collector.HasSeen(Text));
        Assert.False(collector.HasSeen("an@example.com"));
        Assert.False(collector.HasSeen(token[..token.IndexOf('.', StringComparison.Ordinal)]));
    }
}
