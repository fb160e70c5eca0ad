using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Real Kestrel on a free port with one protocol endpoint, and a client for it that speaks bytes.</summary>
internal sealed class ProtocolHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri _address;

    private ProtocolHost(WebApplication app)
    {
        _app = app;
        _address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = _address };
    }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ProtocolHost> StartAsync(RequestDelegate handler, HttpProtocols protocols = HttpProtocols.Http1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        WebApplication app = builder.Build();
        app.Map("/socket.io", handler);
        await app.StartAsync(Cancellation);
        return new(app);
    }

    public static string Path(string query) => "/socket.io/?" + query;

    public Task<HttpResponseMessage> GetAsync(string query) => Http.GetAsync(new Uri(Path(query), UriKind.Relative), Cancellation);

    public Task<HttpResponseMessage> PostAsync(string sid, string body) =>
        Http.PostAsync(new Uri(Path($"EIO=4&transport=polling&sid={sid}"), UriKind.Relative), new StringContent(body), Cancellation);

    /// <summary>Polls once and gives the answer's body.</summary>
    public async Task<string> PollAsync(string sid)
    {
        using HttpResponseMessage response = await GetAsync($"EIO=4&transport=polling&sid={sid}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>The status and body of a poll, whatever they are.</summary>
    public async Task<(HttpStatusCode Status, string Body)> TryPollAsync(string sid)
    {
        using HttpResponseMessage response = await GetAsync($"EIO=4&transport=polling&sid={sid}");
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    public async Task SendAsync(string sid, string body)
    {
        using HttpResponseMessage response = await PostAsync(sid, body);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Opens a polling session and gives its id.</summary>
    public async Task<string> OpenPollingAsync()
    {
        using HttpResponseMessage response = await GetAsync("EIO=4&transport=polling");
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        return SidOf(body);
    }

    /// <summary>Opens a WebSocket session, past its handshake; or one that may take over <paramref name="sid"/>.</summary>
    /// <summary>Waits until the server's side of a session is there too; null for tests that do not look at it.</summary>
    public Func<string, Task>? Opened { get; set; }

    public async Task<ProtocolSocket> OpenWebSocketAsync(string? sid = null, Action<ClientWebSocketOptions>? configure = null, HttpMessageInvoker? invoker = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        string query = "EIO=4&transport=websocket" + (sid is null ? string.Empty : $"&sid={sid}");
        await socket.ConnectAsync(new Uri($"ws://{_address.Authority}{Path(query)}"), invoker, Cancellation);
        var client = new ProtocolSocket(socket);
        if (sid is null)
        {
            client.Sid = SidOf(await client.ReceiveAsync());
            await (Opened?.Invoke(client.Sid) ?? Task.CompletedTask);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static string SidOf(string open)
    {
        Assert.StartsWith("0{", open, StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(open.AsMemory(1));
        return json.RootElement.GetProperty("sid").GetString()!;
    }
}
