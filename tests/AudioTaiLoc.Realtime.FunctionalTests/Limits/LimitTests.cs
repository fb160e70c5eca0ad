using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Limits;

/// <summary>What clients of both wires see of the limits that lie below the calls, and of those that change while the server runs.</summary>
public sealed class LimitTests : IDisposable
{
    private const string UnknownMethod = """{"type":1,"target":"no:such","arguments":[]}""";
    private const string WrongArguments = """{"type":1,"target":"order:subscribe","arguments":[1,2,3]}""";

    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UnknownMethod)]
    [InlineData(WrongArguments)]
    public async Task What_never_reaches_a_hub_method_is_counted(string record)
    {
        await using var host = await StartAsync(limits => limits.FrameBurst = 50);
        using var socket = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123")));
        await socket.HandshakeAsync();
        for (var i = 0; i < 60; i++)
        {
            await socket.SendAsync(record);
        }

        // Presence may come before it.
        var close = JsonElement.Parse((await socket.NextAsync())!);
        while (close.GetProperty("type").GetInt32() != 7)
        {
            close = JsonElement.Parse((await socket.NextAsync())!);
        }

        Assert.StartsWith("rate_limited", close.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(close.GetProperty("allowReconnect").GetBoolean());
        // The framework may add a close of its own, which no client looks at any more.
        while (await socket.NextAsync() is { } more)
        {
            Assert.Equal(7, JsonElement.Parse(more).GetProperty("type").GetInt32());
        }

        Assert.Equal(1, host.Realtime.GetRealtimeStats().ClosedByCode[RealtimeErrorCodes.RateLimited]);
    }

    [Fact]
    public async Task A_hub_handshake_that_does_not_end_is_counted_too()
    {
        await using var host = await StartAsync(limits => limits.FrameBurst = 50, time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        using var exceeded = new ExceededLimits(host);
        using var socket = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123")));
        var ended = socket.EndAsync();
        try
        {
            // The server may read several pieces as one.
            while (!ended.IsCompleted)
            {
                await socket.SendPieceAsync("x");
            }
        }
        catch (WebSocketException)
        {
            // It ended meanwhile.
        }

        await ended;
        Assert.Equal(1, exceeded["frames"]);
    }

    [Theory]
    [InlineData(RawTransportKind.WebSocket)]
    [InlineData(RawTransportKind.Polling)]
    public async Task Too_many_messages_over_Socket_IO_are_told_and_end_the_connection(RawTransportKind transport)
    {
        await using var host = await StartAsync(limits => limits.FrameBurst = 50);
        using var client = await ConnectAsync(host, "user_123", transport);
        var calls = Enumerable.Range(0, 100).Select(_ => TryPingAsync(client)).ToArray();

        var told = await client.NextAsync("exception");
        await client.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        await Task.WhenAll(calls);

        Assert.Equal("rate_limited", told.GetProperty("code").GetString());
        Assert.Equal(1, host.Realtime.GetRealtimeStats().ClosedByCode[RealtimeErrorCodes.RateLimited]);
        using var again = await ConnectAsync(host, "user_123", transport);
    }

    [Fact]
    public async Task A_stock_Socket_IO_client_is_told_why_it_may_not_have_another_connection()
    {
        await using var host = await StartAsync(limits => limits.ConnectionsPerUser = 1);
        using var first = await ConnectAsync(host, "user_123");

        var refusal = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => ConnectAsync(host, "user_123"));
        using var other = await ConnectAsync(host, "user_456");
        await first.LeaveAsync();

        Assert.Contains("\"data\":{\"code\":\"rate_limited\"}", refusal.Message, StringComparison.Ordinal);
        using var again = await ConnectAsync(host, "user_123");
    }

    [Fact]
    public async Task SignalR_is_closed_with_the_code_when_there_are_too_many_connections()
    {
        await using var host = await StartAsync(limits => limits.ConnectionsPerAddress = 1);
        await using var first = await host.ConnectUserAsync(Wire.SignalR, "user_123");
        await using var second = await SignalRTestClient.ConnectAsync(host, host.Token("user_456"));

        var error = await second.Closed.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.Contains("rate_limited", error?.Message, StringComparison.Ordinal);
        (await first.CallAsync("ping")).IsDone();
    }

    [Fact]
    public async Task Who_connects_too_often_is_answered_429_on_both_wires()
    {
        await using var host = await StartAsync(
            limits =>
            {
                limits.HandshakesPerSecond = 1;
                limits.HandshakeBurst = 4;
            },
            time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await HandshakeAsync(host)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await NegotiateAsync(host)).StatusCode);
        }

        // Who is not signed in is refused before; the attempts of the others count.
        Assert.Equal(HttpStatusCode.OK, (await HandshakeAsync(host)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await NegotiateAsync(host, host.Token("user_123"))).StatusCode);
        var refusals = new[] { await HandshakeAsync(host), await NegotiateAsync(host, host.Token("user_123")) };

        Assert.All(refusals, refusal => Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refusal.StatusCode, refusal.Headers.RetryAfter?.ToString())));
        Assert.Contains("rate_limited", await refusals[0].Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(429, await RawHubSocket.RefusalStatusAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123"))));
    }

    [Fact]
    public async Task Behind_a_proxy_the_forwarded_address_counts()
    {
        await using var host = await StartAsync(
            limits => limits.HandshakeBurst = limits.HandshakesPerSecond = 1,
            map: app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor }));

        var first = await HandshakeAsync(host, forwardedFor: "192.0.2.1");
        var second = await HandshakeAsync(host, forwardedFor: "192.0.2.2");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
    }

    [Theory]
    [EveryWire]
    public async Task Who_does_not_heed_refusals_is_closed(Wire wire)
    {
        await using var host = await StartAsync(limits =>
        {
            AllowPings(limits, 3);
            limits.MaximumRefusals = 5;
            limits.RefusalWindow = TimeSpan.FromHours(1);
        });
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        for (var i = 0; i < 20 && !await IsClosedByCallAsync(client); i++)
        {
            // Goes on.
        }

        Assert.StartsWith("rate_limited", await client.CloseReasonAsync(), StringComparison.Ordinal);
        Assert.Equal(1, host.Realtime.GetRealtimeStats().ClosedByCode[RealtimeErrorCodes.RateLimited]);
    }

    [Fact]
    public async Task New_values_count_without_a_reconnect()
    {
        var burst = 2;
        await using var host = await StartAsync(limits => AllowPings(limits, burst));
        using var client = await ConnectAsync(host, "user_123");
        for (var i = 0; i < 2; i++)
        {
            (await client.CallAsync("ping", new { })).IsDone();
        }

        Assert.Equal("rate_limited", (await client.CallAsync("ping", new { })).GetProperty("code").GetString());

        burst = 50;
        Reload(host);

        for (var i = 0; i < 20; i++)
        {
            (await client.CallAsync("ping", new { })).IsDone();
        }
    }

    [Fact]
    public async Task Values_that_cannot_be_leave_the_old_ones()
    {
        var burst = 2;
        await using var host = await StartAsync(limits => AllowPings(limits, burst));
        using var client = await ConnectAsync(host, "user_123");

        burst = -1;
        // The framework's own monitor throws at who reloads by hand.
        Assert.ThrowsAny<Exception>(() => Reload(host));

        var told = Assert.Single(host.Log.Lines, line => line is { Level: LogLevel.Warning, EventName: "ConfigurationRefused" });
        Assert.Contains("AudioTaiLoc:Realtime:RateLimit:Burst must", told.Message, StringComparison.Ordinal);
        (await client.CallAsync("ping", new { })).IsDone();
        (await client.CallAsync("ping", new { })).IsDone();
        Assert.Equal("rate_limited", (await client.CallAsync("ping", new { })).GetProperty("code").GetString());

        burst = 50;
        Reload(host);
        (await client.CallAsync("ping", new { })).IsDone();
    }

    public void Dispose() => _http.Dispose();

    // So slow that nothing is given back while a test runs, and much of everything that the test is not about.
    private static Task<RealtimeHost> StartAsync(
        Action<RateLimitOptions> configure, Action<WebApplication>? map = null, TimeProvider? time = null) => RealtimeHost.StartAsync(
        options =>
        {
            options.RateLimit.IsEnabled = true;
            options.RateLimit.Burst = 10_000;
            options.RateLimit.FramesPerSecond = 1;
            options.RateLimit.FrameBurst = 10_000;
            configure(options.RateLimit);
        },
        map: map,
        time: time);

    // The buckets of calls go by the clock of the system: with what one call takes, it is hours until one is given back.
    private static void AllowPings(RateLimitOptions limits, int count)
    {
        limits.CallsPerSecond = 1;
        limits.Burst = count * 10_000;
        limits.Events["ping"] = new EventRateLimit { Cost = 10_000 };
    }

    private static void Reload(RealtimeHost host) => ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Reload();

    private static async Task<bool> IsClosedByCallAsync(IWireClient client)
    {
        var call = client.CallAsync("ping");
        var closing = client.CloseReasonAsync();
        await Task.WhenAny(call, closing);
        _ = call.ContinueWith(static late => late.Exception, TaskScheduler.Default);
        return closing.IsCompleted;
    }

    private static async Task TryPingAsync(RawSocketIoClient client)
    {
        try
        {
            await client.CallAsync("ping", new { });
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or WebSocketException)
        {
            // The connection has ended meanwhile, as it should.
        }
    }

    private Task<RawSocketIoClient> ConnectAsync(RealtimeHost host, string user, RawTransportKind transport = RawTransportKind.WebSocket) =>
        RawSocketIoClient.ConnectAsync(_http, host.Url, transport, new { token = host.Token(user) });

    private Task<HttpResponseMessage> HandshakeAsync(RealtimeHost host, string? forwardedFor = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, host.Url + "/socket.io/?EIO=4&transport=polling");
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        }

        return _http.SendAsync(request, Cancellation);
    }

    private Task<HttpResponseMessage> NegotiateAsync(RealtimeHost host, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, host.RealtimeUrl + "/negotiate?negotiateVersion=1");
        if (token is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + token);
        }

        return _http.SendAsync(request, Cancellation);
    }
}
