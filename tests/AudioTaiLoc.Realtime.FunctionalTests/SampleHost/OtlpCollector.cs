using System.Collections.Concurrent;
using System.Text;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>Takes what is exported by OTLP over HTTP. Texts are UTF-8 in protobuf, so they are found without reading it.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();
    private KestrelServer _server = null!;

    /// <summary>What the exporter is told.</summary>
    public string Url => _server.Url;

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        collector._server = await KestrelServer.StartAsync(_ => { }, app => app.MapPost("/v1/{signal}", collector.TakeAsync));
        return collector;
    }

    /// <summary>Waits until one export has all of some texts in it.</summary>
    public Task HasAsync(string path, params string[] texts) => Until.TrueAsync(
        $"{path} got {string.Join(", ", texts)}",
        () => _received.Any(one => one.Path == path && texts.All(text => one.Body.Contains(text, StringComparison.Ordinal))));

    public bool HasSeen(string text) => _received.Any(one => one.Body.Contains(text, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        _received.Enqueue((context.Request.Path, await reader.ReadToEndAsync(context.RequestAborted)));
        context.Response.ContentType = "application/x-protobuf";
    }
}
