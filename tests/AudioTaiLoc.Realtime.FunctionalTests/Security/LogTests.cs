using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.Security;

/// <summary>Section 7: tokens, payloads and e-mail addresses never reach a log at Information or a metric's tag.</summary>
public sealed class LogTests
{
    private const string Payload = "nobody else shall read this";

    [Fact]
    public async Task A_token_in_the_query_of_a_WebSocket_signs_in_and_is_not_logged()
    {
        await using var host = await RealtimeHost.StartAsync();
        var token = host.Token("user_123");
        using var socket = await RawHubSocket.OpenAsync($"{host.RealtimeUrl}?access_token={token}");
        Assert.Equal("{}", await socket.HandshakeAsync());
        await socket.SendAsync("""{"type":1,"invocationId":"1","target":"presence:list","arguments":[]}""");
        var answer = await socket.NextAsync();
        while (answer?.Contains("\"type\":3", StringComparison.Ordinal) == false)
        {
            answer = await socket.NextAsync();
        }

        Assert.Contains("user_123", answer, StringComparison.Ordinal);
        IsNotLogged(host, token);
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("*/*")]
    public async Task A_token_in_the_query_of_a_request_signs_in_and_is_not_logged(string accept)
    {
        await using var host = await RealtimeHost.StartAsync();
        var token = host.Token("user_123");
        using var http = new HttpClient();
        var negotiated = await http.PostAsync(
            new Uri($"{host.RealtimeUrl}/negotiate?negotiateVersion=1&access_token={token}"), null, TestContext.Current.CancellationToken);
        var id = JsonElement.Parse(await negotiated.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Text("connectionToken");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.RealtimeUrl}?id={id}&access_token={token}");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        IsNotLogged(host, token);
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task The_dotnet_clients_token_is_not_logged(HttpTransportType transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        var token = host.Token("user_123");
        await using (var client = await SignalRTestClient.ConnectAsync(host, token, transport))
        {
            (await client.CallAsync("ping")).IsDone();
        }

        IsNotLogged(host, token);
    }

    [Theory]
    [InlineData("webSockets")]
    [InlineData("serverSentEvents")]
    [InlineData("longPolling")]
    public async Task The_JavaScript_clients_token_is_not_logged(string transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        var token = host.Token("user_123");
        await using var client = new SignalRNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, token, transport);
        (await client.InvokeAsync("ping")).Result.IsDone();
        await client.StopAsync();
        IsNotLogged(host, token);
    }

    [Theory]
    [EveryWire]
    public async Task Payloads_and_addresses_are_neither_logged_nor_in_a_tag(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var tags = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Meter.Name == "AudioTaiLoc.Realtime")
                {
                    meters.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, _, measured, _) => Keep(measured));
        listener.SetMeasurementEventCallback<long>((_, _, measured, _) => Keep(measured));
        listener.SetMeasurementEventCallback<double>((_, _, measured, _) => Keep(measured));
        listener.Start();

        await using var host = await RealtimeHost.StartAsync();
        await host.Conversations.CreateAsync("conv_secret", Payload, ["user_secret"], cancellation);
        await using (var client = await host.ConnectUserAsync(wire, "user_secret"))
        {
            (await client.CallAsync("chat:message", new { conversationId = "conv_secret", message = Payload })).IsDone();
            (await client.CallAsync("chat:message", new { conversationId = "conv_secret", message = Payload, clientMessageId = Payload })).IsRefused("invalid_payload");
            (await client.CallAsync("order:subscribe", new { orderId = "order_secret" })).IsRefused("forbidden");
            await host.Realtime.NotifyUserAsync("user_secret", new UserNotification { Type = "a", Message = Payload }, cancellation);
            await client.NextAsync("notification:message");
            await host.Realtime.DisconnectUserAsync("user_secret", Payload, cancellation);
            await client.CloseReasonAsync();
        }

        foreach (var secret in new[] { Payload, "user_secret@example.com" })
        {
            Assert.DoesNotContain(host.Log.Lines, line =>
                line.Level >= LogLevel.Information
                && (line.Message.Contains(secret, StringComparison.Ordinal) || line.Exception?.ToString().Contains(secret, StringComparison.Ordinal) == true));
        }

        Assert.Contains("chat:message", tags);
        Assert.DoesNotContain(tags, tag => tag.Contains("secret", StringComparison.Ordinal) || tag.Contains(Payload, StringComparison.Ordinal) || tag.Contains('@', StringComparison.Ordinal));

        void Keep(ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var (_, value) in measured)
            {
                tags.Enqueue(value?.ToString() ?? "");
            }
        }
    }

    private static void IsNotLogged(RealtimeHost host, string token)
    {
        // The host does log these requests; a line without the token is not a line that is not there.
        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Information && line.Message.Contains("/api/v1/realtime", StringComparison.Ordinal));
        foreach (var part in token.Split('.').Skip(1))
        {
            Assert.DoesNotContain(host.Log.Lines, line =>
                line.Level >= LogLevel.Information
                && (line.Message.Contains(part, StringComparison.Ordinal) || line.Exception?.ToString().Contains(part, StringComparison.Ordinal) == true));
        }
    }
}
