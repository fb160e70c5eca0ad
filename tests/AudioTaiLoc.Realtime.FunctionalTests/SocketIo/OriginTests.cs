using System.Net;
using System.Net.WebSockets;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>Pages of other sites, over polling (CORS) and WebSocket (which CORS does not cover).</summary>
public sealed class OriginTests
{
    private const string Handshake = "/socket.io/?EIO=4&transport=";
    private const string Shop = "https://shop.example";
    private const string Stranger = "https://stranger.example";

    [Theory]
    [InlineData(null, Shop, false, null)]
    [InlineData(Shop, Shop, true, Shop)]
    [InlineData(Shop, Stranger, false, null)]
    [InlineData(Shop + ",https://app.example", "https://app.example", true, "https://app.example")]
    [InlineData("*", Stranger, true, "*")]
    public async Task The_setting_decides(string? setting, string origin, bool allowed, string? allowOrigin)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.CorsOrigin = setting);
        var (poll, preflight) = await PollAsync(host, origin);

        // A browser keeps the answer from a page that is not named in it.
        Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
        Assert.Equal(allowOrigin, Header(poll, "Access-Control-Allow-Origin"));
        Assert.Equal(allowOrigin, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed && setting != "*" ? "true" : null, Header(poll, "Access-Control-Allow-Credentials"));
        Assert.Equal(allowed ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, await OpenWebSocketAsync(host, origin));
        await AssertSamePageAsync(host);
    }

    [Fact]
    public async Task Without_a_setting_the_hosts_default_policy_decides()
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(Shop).AllowAnyHeader())));
        Assert.Equal(Shop, Header((await PollAsync(host, Shop)).Poll, "Access-Control-Allow-Origin"));
        Assert.Null(Header((await PollAsync(host, Stranger)).Poll, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenWebSocketAsync(host, Shop));
        Assert.Equal(HttpStatusCode.Forbidden, await OpenWebSocketAsync(host, Stranger));
    }

    // Its own pages, and clients that are no browser, always may.
    private static async Task AssertSamePageAsync(RealtimeHost host)
    {
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenWebSocketAsync(host, host.Url));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await OpenWebSocketAsync(host, null));
    }

    private static async Task<(HttpResponseMessage Poll, HttpResponseMessage Preflight)> PollAsync(RealtimeHost host, string origin)
    {
        using var http = new HttpClient();
        using var get = new HttpRequestMessage(HttpMethod.Get, host.Url + Handshake + "polling");
        get.Headers.Add("Origin", origin);
        using var options = new HttpRequestMessage(HttpMethod.Options, host.Url + Handshake + "polling");
        options.Headers.Add("Origin", origin);
        options.Headers.Add("Access-Control-Request-Method", "POST");
        return (await http.SendAsync(get, TestContext.Current.CancellationToken), await http.SendAsync(options, TestContext.Current.CancellationToken));
    }

    private static async Task<HttpStatusCode> OpenWebSocketAsync(RealtimeHost host, string? origin)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            var address = new Uri(host.Url.Replace("http://", "ws://", StringComparison.Ordinal) + Handshake + "websocket");
            await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(HttpStatusCode.SwitchingProtocols, socket.HttpStatusCode);
        }

        return socket.HttpStatusCode;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
