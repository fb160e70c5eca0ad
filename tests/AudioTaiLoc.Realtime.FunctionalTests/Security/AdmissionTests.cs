using System.Net;
using System.Security.Claims;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.Security;

/// <summary>Section 7: who gets in at all.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Without_a_valid_token_nobody_connects()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var otherHost = await RealtimeHost.StartAsync();
        Assert.Equal(401, await RawHubSocket.RefusalStatusAsync(host.RealtimeUrl));
        foreach (var token in new[] { "garbage", host.Token("user_123", lifetime: TimeSpan.FromMinutes(-1)), otherHost.Token("user_123") })
        {
            Assert.Equal(401, await RawHubSocket.RefusalStatusAsync(host.RealtimeUrl, ("Authorization", "Bearer " + token)));
            var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => SignalRTestClient.ConnectAsync(host, token));
            Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_whose_user_id_cannot_be_used_is_refused()
    {
        await using var host = await RealtimeHost.StartAsync();
        foreach (var userId in new[] { "two words", "naïve", new string('x', 129) })
        {
            await using var client = await SignalRTestClient.ConnectAsync(host, host.Token(userId));
            Assert.StartsWith("unauthenticated: ", await client.CloseReasonAsync(), StringComparison.Ordinal);
        }

        var stats = host.Realtime.GetRealtimeStats();
        Assert.Equal(0, stats.TotalConnections);
        Assert.Equal(3, stats.ClosedByCode["unauthenticated"]);
        Assert.Equal(3, host.Log.Lines.Count(line => line.EventName == "Refused"));
    }

    [Fact]
    public async Task A_refused_connection_that_stays_is_refused_whatever_it_calls()
    {
        await using var host = await RealtimeHost.StartAsync();
        using var socket = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("two words")));
        Assert.Equal("{}", await socket.HandshakeAsync());
        Assert.StartsWith("""{"type":7,"error":"unauthenticated: """, await socket.NextAsync(), StringComparison.Ordinal);
        await socket.SendAsync("""{"type":1,"invocationId":"1","target":"inventory:subscribe","arguments":[{"productId":"1"}]}""");
        JsonElement.Parse((await socket.NextAsync())!).GetProperty("result").IsRefused("unauthenticated");
        Assert.Equal(0, host.Realtime.GetRealtimeStats().Rooms);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("*", false)]
    public async Task A_cookie_authenticates_except_under_the_star(string? corsOrigin, bool counts)
    {
        await using var host = await StartWithCookiesAsync(corsOrigin);
        var cookies = new CookieContainer();
        using var handler = new HttpClientHandler { CookieContainer = cookies };
        using var http = new HttpClient(handler);
        (await http.PostAsync(new Uri(host.Url + "/login"), null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var cookie = cookies.GetCookieHeader(new Uri(host.Url));
        Assert.NotEmpty(cookie);

        // The host's own pages know the cookie in any case.
        Assert.Equal("user_123", await http.GetStringAsync(new Uri(host.Url + "/me"), TestContext.Current.CancellationToken));
        var negotiated = await http.PostAsync(new Uri(host.RealtimeUrl + "/negotiate?negotiateVersion=1"), null, TestContext.Current.CancellationToken);
        Assert.Equal(counts ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, negotiated.StatusCode);
        Assert.Equal(counts ? 101 : 401, await RawHubSocket.RefusalStatusAsync(host.RealtimeUrl, ("Cookie", cookie)));
        Assert.Equal(counts ? 101 : 401, await RawHubSocket.RefusalStatusAsync(host.RealtimeUrl, ("Cookie", cookie), ("Origin", host.Url)));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public async Task A_host_in_which_nobody_can_sign_in_is_told(bool allowGuests, bool hasScheme, bool isTold)
    {
        var log = new HostLog();
        await using var server = await KestrelServer.StartAsync(
            builder =>
            {
                builder.Logging.AddProvider(log);
                builder.Services.AddAudioTaiLocRealtime(options => options.AllowGuests = allowGuests);
                if (hasScheme)
                {
                    builder.Services.AddAuthentication().AddCookie();
                }
            },
            app => app.MapAudioTaiLocRealtime());

        Assert.Equal(isTold ? 1 : 0, log.Lines.Count(line => line is { Level: LogLevel.Warning, EventName: "NoAuthenticationScheme" }));
    }

    private static Task<RealtimeHost> StartWithCookiesAsync(string? corsOrigin) => RealtimeHost.StartAsync(
        options => options.CorsOrigin = corsOrigin,
        builder => builder.Services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie => cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }),
        app =>
        {
            app.MapPost("/login", (HttpContext context) => context.SignInAsync(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "user_123")], "password"))));
            app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue("sub"));
        });
}
