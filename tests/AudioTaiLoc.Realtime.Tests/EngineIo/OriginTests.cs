using System.Net;
using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.Extensions.Logging.Abstractions;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>CORS on polling, the origin check on WebSocket.</summary>
public sealed class OriginTests
{
    private const string Shop = "https://shop.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("any", "https://evil.example", true)]
    [InlineData("only", Shop, true)]
    [InlineData("only", "https://evil.example", false)]
    [InlineData("only", "null", false)]
    [InlineData("same", "http://{host}", true)]
    [InlineData("same", "https://{host}", true)]
    [InlineData("same", "https://evil.example", false)]
    [InlineData("same", "", true)]
    public async Task A_WebSocket_is_opened_only_from_an_allowed_origin(string rule, string origin, bool allowed)
    {
        (EngineIoServer server, ProtocolHost host) = await StartAsync(rule);
        await using EngineIoServer stop = server;
        await using ProtocolHost end = host;
        string sent = origin.Replace("{host}", host.Http.BaseAddress!.Authority, StringComparison.Ordinal);
        Task<ProtocolSocket> opening = host.OpenWebSocketAsync(configure: options =>
        {
            if (sent.Length > 0)
            {
                options.SetRequestHeader("Origin", sent);
            }
        });

        if (allowed)
        {
            (await opening).Dispose();
        }
        else
        {
            await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => opening);
            Assert.Equal(0, server.SessionCount);
        }
    }

    [Theory]
    [InlineData("any", Shop, "*", null)]
    [InlineData("only", Shop, Shop, "true")]
    [InlineData("only", "https://evil.example", null, null)]
    [InlineData("same", "https://evil.example", null, null)]
    public async Task Polling_answers_say_who_may_read_them(string rule, string origin, string? allowed, string? credentials)
    {
        (EngineIoServer server, ProtocolHost host) = await StartAsync(rule);
        await using EngineIoServer stop = server;
        await using ProtocolHost end = host;
        foreach (string query in (string[])["EIO=4&transport=polling", "EIO=4&transport=polling&sid=unknown"])
        {
            using HttpResponseMessage response = await SendAsync(host, HttpMethod.Get, query, origin);
            Assert.Equal(allowed, Value(response, "Access-Control-Allow-Origin"));
            Assert.Equal(credentials, Value(response, "Access-Control-Allow-Credentials"));
            Assert.Equal(rule == "only" ? "Origin" : null, Value(response, "Vary"));
        }
    }

    [Fact]
    public async Task A_preflight_is_answered()
    {
        (EngineIoServer server, ProtocolHost host) = await StartAsync("only");
        await using EngineIoServer stop = server;
        await using ProtocolHost end = host;
        using HttpResponseMessage allowed = await SendAsync(host, HttpMethod.Options, "EIO=4&transport=polling", Shop);
        using HttpResponseMessage refused = await SendAsync(host, HttpMethod.Options, "EIO=4&transport=polling", "https://evil.example");

        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("authorization", Value(allowed, "Access-Control-Allow-Headers"));
        Assert.Contains("POST", Value(allowed, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Null(Value(refused, "Access-Control-Allow-Origin"));
        Assert.Null(Value(refused, "Access-Control-Allow-Methods"));
    }

    private static async Task<(EngineIoServer Server, ProtocolHost Host)> StartAsync(string rule)
    {
        OriginRule origins = rule switch
        {
            "any" => OriginRule.Any,
            "only" => OriginRule.Only([Shop + "/", "http://localhost:5173"]),
            _ => OriginRule.SameOrigin,
        };
        var server = new EngineIoServer(
            new EngineIoOptions { Origins = origins }, new RecordingEngineIoHandler(), TimeProvider.System, NullLogger<EngineIoServer>.Instance);
        return (server, await ProtocolHost.StartAsync(server.HandleAsync));
    }

    private static async Task<HttpResponseMessage> SendAsync(ProtocolHost host, HttpMethod method, string query, string origin)
    {
        using var request = new HttpRequestMessage(method, ProtocolHost.Path(query));
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization");
        return await host.Http.SendAsync(request, Cancellation);
    }

    private static string? Value(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}
