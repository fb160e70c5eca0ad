using System.Net;
using System.Net.Http.Headers;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Limits;

/// <summary>What makes a SignalR connection counts as an attempt to connect, whatever id it is sent with.</summary>
public sealed class HandshakeTests : IDisposable
{
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/negotiate?negotiateVersion=1&id=x")]
    [InlineData("/negotiate?id=&negotiateVersion=1")]
    [InlineData("/NEGOTIATE/?negotiateVersion=1&id=x")]
    public async Task A_negotiation_counts_whatever_its_id(string address)
    {
        await using var host = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, address)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(host, address)).StatusCode);
    }

    [Theory]
    [InlineData("?id=")]
    [InlineData("?ID=")]
    public async Task A_WebSocket_with_an_empty_id_counts(string query)
    {
        await using var host = await StartAsync();

        Assert.Equal(101, await OpenAsync(host, query));
        Assert.Equal(101, await OpenAsync(host, query));
        Assert.Equal(429, await OpenAsync(host, query));
    }

    [Fact]
    public async Task What_belongs_to_a_connection_does_not_count()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(404, await OpenAsync(host, "?id=gone"));
        }

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, "/negotiate?negotiateVersion=1")).StatusCode);
    }

    public void Dispose() => _http.Dispose();

    // Time stands still: nothing is given back.
    private static Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(
        options =>
        {
            options.RateLimit.IsEnabled = true;
            options.RateLimit.HandshakeBurst = 2;
        },
        time: new FakeTimeProvider(DateTimeOffset.UtcNow));

    private static Task<int> OpenAsync(RealtimeHost host, string query) =>
        RawHubSocket.RefusalStatusAsync(host.RealtimeUrl + query, ("Authorization", "Bearer " + host.Token("user_123")));

    private async Task<HttpResponseMessage> PostAsync(RealtimeHost host, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, host.RealtimeUrl + address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Token("user_123"));
        return await _http.SendAsync(request, Cancellation);
    }
}
