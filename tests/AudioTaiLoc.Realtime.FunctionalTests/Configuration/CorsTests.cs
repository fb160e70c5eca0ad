using System.Net;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Configuration;

/// <summary>Sections 6 and 7: which sites' pages may connect.</summary>
public sealed class CorsTests
{
    private const string Shop = "https://shop.example";
    private const string Evil = "https://evil.example";

    [Fact]
    public async Task A_star_lets_every_page_in_without_credentials()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.CorsOrigin = "*");
        using var answer = await NegotiateAsync(host, Evil);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
        Assert.Equal(101, await WebSocketAsync(host, Evil));
    }

    [Fact]
    public async Task A_list_lets_its_own_in_with_credentials_and_no_other()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.CorsOrigin = $"{Shop}, http://localhost:5173");
        foreach (var origin in new[] { Shop, "http://localhost:5173" })
        {
            using var answer = await NegotiateAsync(host, origin);
            Assert.Equal(origin, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Equal("true", Header(answer, "Access-Control-Allow-Credentials"));
            Assert.Contains("Origin", Header(answer, "Vary") ?? "", StringComparison.Ordinal);
            Assert.Equal(101, await WebSocketAsync(host, origin));
        }

        foreach (var origin in new[] { Evil, "http://shop.example", "https://shop.example.evil.example", "null" })
        {
            using var refused = await NegotiateAsync(host, origin);
            Assert.Null(Header(refused, "Access-Control-Allow-Origin"));
            Assert.Null(Header(refused, "Access-Control-Allow-Credentials"));
            Assert.Equal(403, await WebSocketAsync(host, origin));
        }
    }

    [Fact]
    public async Task Without_a_setting_only_pages_of_the_same_origin_connect()
    {
        await using var host = await RealtimeHost.StartAsync();
        Assert.Equal(101, await WebSocketAsync(host, host.Url));
        Assert.Equal(403, await WebSocketAsync(host, Evil));
        Assert.Equal(403, await WebSocketAsync(host, "null"));
        using var answer = await NegotiateAsync(host, Evil);
        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Without_a_setting_the_hosts_default_policy_applies()
    {
        await using var host = await RealtimeHost.StartAsync(
            build: builder => builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(Shop))));
        using var answer = await NegotiateAsync(host, Shop);
        Assert.Equal(Shop, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(101, await WebSocketAsync(host, Shop));
        Assert.Equal(403, await WebSocketAsync(host, Evil));
    }

    [Fact]
    public async Task A_preflight_is_answered_without_a_token()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.CorsOrigin = Shop);
        using var http = new HttpClient();
        foreach (var (origin, isAllowed) in new[] { (Shop, true), (Evil, false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, host.RealtimeUrl + "/negotiate?negotiateVersion=1");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,x-requested-with,x-signalr-user-agent");
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(isAllowed, answer.StatusCode == HttpStatusCode.NoContent);
            Assert.Equal(isAllowed ? Shop : null, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Equal(isAllowed ? "true" : null, Header(answer, "Access-Control-Allow-Credentials"));
            Assert.Equal(isAllowed ? "authorization,x-requested-with,x-signalr-user-agent" : null, Header(answer, "Access-Control-Allow-Headers"));
            Assert.Equal(isAllowed ? "POST" : null, Header(answer, "Access-Control-Allow-Methods"));
        }
    }

    [Fact]
    public async Task The_hosts_other_addresses_keep_their_own_policy()
    {
        await using var host = await RealtimeHost.StartAsync(
            options => options.CorsOrigin = "*", map: app => app.MapGet("/orders", () => "orders"));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Url + "/orders");
        request.Headers.Add("Origin", Evil);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
    }

    private static async Task<HttpResponseMessage> NegotiateAsync(RealtimeHost host, string origin)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, host.RealtimeUrl + "/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Authorization", "Bearer " + host.Token("user_123"));
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<int> WebSocketAsync(RealtimeHost host, string origin) =>
        RawHubSocket.RefusalStatusAsync(host.RealtimeUrl, ("Origin", origin), ("Authorization", "Bearer " + host.Token("user_123")));

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}
