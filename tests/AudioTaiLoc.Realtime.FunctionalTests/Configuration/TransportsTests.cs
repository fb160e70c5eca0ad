using System.Net.Http.Headers;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Http.Connections;

namespace AudioTaiLoc.Realtime.FunctionalTests.Configuration;

/// <summary>Section 6: <c>Transports</c>.</summary>
public sealed class TransportsTests
{
    [Theory]
    [InlineData("polling", new[] { "LongPolling", "ServerSentEvents" })]
    [InlineData("websocket", new[] { "WebSockets" })]
    [InlineData("websocket,polling", new[] { "LongPolling", "ServerSentEvents", "WebSockets" })]
    public async Task Only_what_is_set_is_offered_and_served(string transports, string[] offered)
    {
        await using var host = await RealtimeHost.StartAsync(build: builder => builder.Configuration["WEBSOCKET_TRANSPORTS"] = transports);
        var token = host.Token("user_123");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.PostAsync(new Uri(host.RealtimeUrl + "/negotiate?negotiateVersion=1"), null, TestContext.Current.CancellationToken);
        var negotiated = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            offered, negotiated.GetProperty("availableTransports").EnumerateArray().Select(transport => transport.Text("transport")).Order(StringComparer.Ordinal));

        foreach (var name in offered)
        {
            await using var client = await SignalRTestClient.ConnectAsync(host, token, Enum.Parse<HttpTransportType>(name));
            (await client.CallAsync("ping")).IsDone();
        }

        // Who does not ask first is refused as well.
        Assert.Equal(offered.Contains("WebSockets") ? 101 : 404, await RawHubSocket.RefusalStatusAsync(host.RealtimeUrl, ("Authorization", "Bearer " + token)));
    }
}
