using System.Net;
using System.Text.Json;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Engine.IO protocol 4, "Handshake", and the error bodies of the reference server.</summary>
public sealed class HandshakeTests : EngineIoFixture
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal override EngineIoOptions Options => base.Options with { MaxSessions = 2 };

    [Fact]
    public async Task Over_polling_it_offers_the_upgrade_and_tells_the_limits()
    {
        using HttpResponseMessage response = await Host.GetAsync("EIO=4&transport=polling");
        string body = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.ContentType!.ToString());
        using var json = JsonDocument.Parse(body.AsMemory(1));
        Assert.Equal('0', body[0]);
        Assert.Equal(20, json.RootElement.GetProperty("sid").GetString()!.Length);
        Assert.Equal("""["websocket"]""", json.RootElement.GetProperty("upgrades").GetRawText());
        Assert.Equal(10_000, json.RootElement.GetProperty("pingInterval").GetInt32());
        Assert.Equal(5_000, json.RootElement.GetProperty("pingTimeout").GetInt32());
        Assert.Equal(10_000, json.RootElement.GetProperty("maxPayload").GetInt32());
        Assert.Equal(5, json.RootElement.EnumerateObject().Count());
    }

    [Fact]
    public async Task Over_WebSocket_there_is_nothing_to_upgrade_to()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();

        Assert.Equal(EngineIoTransports.WebSocket, Handler.Sessions[socket.Sid].Transport);
        await Handler.ExpectAsync("opened");
    }

    [Theory]
    [InlineData("GET", "EIO=4", """{"code":0,"message":"Transport unknown"}""")]
    [InlineData("GET", "EIO=4&transport=abc", """{"code":0,"message":"Transport unknown"}""")]
    [InlineData("GET", "EIO=4&transport=polling&sid=abc", """{"code":1,"message":"Session ID unknown"}""")]
    [InlineData("POST", "EIO=4&transport=polling&sid=abc", """{"code":1,"message":"Session ID unknown"}""")]
    [InlineData("POST", "EIO=4&transport=polling", """{"code":2,"message":"Bad handshake method"}""")]
    [InlineData("PUT", "EIO=4&transport=polling", """{"code":2,"message":"Bad handshake method"}""")]
    [InlineData("GET", "EIO=4&transport=websocket", """{"code":3,"message":"Bad request"}""")]
    [InlineData("GET", "transport=polling", """{"code":5,"message":"Unsupported protocol version"}""")]
    [InlineData("GET", "EIO=3&transport=polling", """{"code":5,"message":"Unsupported protocol version"}""")]
    public async Task A_wrong_one_is_answered_with_a_code(string method, string query, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), ProtocolHost.Path(query));
        using HttpResponseMessage response = await Host.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(0, Server.SessionCount);
    }

    [Theory]
    [InlineData("12", "dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("13", "tooshort")]
    [InlineData("13", "!!!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task A_malformed_WebSocket_request_is_refused(string version, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ProtocolHost.Path("EIO=4&transport=websocket"));
        request.Headers.Connection.Add("Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", version);
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        using HttpResponseMessage response = await Host.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Over_the_number_of_sessions_it_is_refused_until_one_ends()
    {
        string first = await Host.OpenPollingAsync();
        using ProtocolSocket second = await Host.OpenWebSocketAsync();
        using (HttpResponseMessage refused = await Host.GetAsync("EIO=4&transport=polling"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        await Handler.ExpectAsync("opened", "opened");
        await Host.SendAsync(first, "1");
        await Handler.ExpectAsync("closed TransportClose");
        while (Server.SessionCount > 1)
        {
            await Task.Yield();
        }

        Assert.NotEqual(first, await Host.OpenPollingAsync());
    }

    [Fact]
    public async Task What_the_layer_above_does_not_admit_is_refused()
    {
        Handler.Admits = false;
        using HttpResponseMessage refused = await Host.GetAsync("EIO=4&transport=polling");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(0, Server.SessionCount);
    }

    [Fact]
    public async Task The_request_is_kept_for_authentication()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ProtocolHost.Path("EIO=4&transport=polling&a=b"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer t");
        request.Headers.TryAddWithoutValidation("Cookie", "c=d");
        (await Host.Http.SendAsync(request, Cancellation)).Dispose();
        HandshakeSnapshot kept = Assert.Single(Handler.Sessions.Values).Request;

        Assert.Equal("Bearer t", kept.Header("authorization").ToString());
        Assert.Equal("c=d", kept.Header("Cookie").ToString());
        Assert.True(kept.Header("X-None").Count == 0);
        Assert.Equal(IPAddress.Loopback, kept.RemoteAddress);
        Assert.False(kept.IsHttps);
        var context = kept.ToHttpContext(Moq.Mock.Of<IServiceProvider>());
        Assert.Equal("Bearer t", context.Request.Headers.Authorization.ToString());
        Assert.Equal("b", context.Request.Query["a"].ToString());
        Assert.Equal(IPAddress.Loopback, context.Connection.RemoteIpAddress);
    }
}
