using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The host is killed while messages are sent: what was acknowledged is there, and nothing is there twice.</summary>
public sealed class KilledHostTests : IDisposable
{
    private const int Senders = 4;

    // AUDIOTAILOC_KILLS=50 for a long run.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_KILLS") ?? "6", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task No_acknowledged_message_is_missing_and_none_is_there_twice()
    {
        var setting = $"--Shop:Data={Path.Combine(_folder.FullName, "shop.json")}";
        string[] settings = [setting, "--AudioTaiLoc:Realtime:RateLimit:IsEnabled=false"];
        var random = new Random(17);
        var acknowledged = new ConcurrentDictionary<string, long>();
        var open = new string?[Senders];
        for (var round = 0; round < Kills; round++)
        {
            using var shop = await ShopProcess.StartAsync(settings);
            var target = acknowledged.Count + random.Next(5, 120);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var senders = Enumerable.Range(0, Senders).Select(sender => SendUntilKilledAsync(shop, round, sender, open, acknowledged, OnAck)).ToArray();
            await reached.Task;
            await shop.KillAsync();
            await Task.WhenAll(senders);

            void OnAck()
            {
                if (acknowledged.Count >= target)
                {
                    reached.TrySetResult();
                }
            }
        }

        using var last = await ShopProcess.StartAsync(settings);
        await using var reader = await last.ConnectAsync("staff@example.com");
        var history = new List<JsonElement>();
        JsonElement page;
        do
        {
            page = await CallAsync(reader, "chat:history", new { conversationId = "conv_789", after = history.Count, limit = 100 });
            history.AddRange(page.GetProperty("messages").EnumerateArray());
        }
        while (page.GetProperty("hasMore").GetBoolean());

        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(message => message.GetProperty("sequence").GetInt64()));
        var texts = history.ToDictionary(message => message.GetProperty("message").GetString()!, message => message.GetProperty("sequence").GetInt64());
        Assert.All(acknowledged, sent => Assert.Equal(sent.Value, texts[sent.Key]));

        // Besides what was acknowledged, at most what each sender was waiting for when the last host died.
        Assert.InRange(texts.Count, acknowledged.Count, acknowledged.Count + Senders);
    }

    private static async Task SendUntilKilledAsync(
        ShopProcess shop, int round, int sender, string?[] open, ConcurrentDictionary<string, long> acknowledged, Action onAck)
    {
        var client = await shop.ConnectAsync(sender % 2 == 0 ? "an@example.com" : "binh@example.com");
        await using (client)
        {
            for (var i = 0; ; i++)
            {
                // First what the last host may or may not have stored.
                var text = open[sender] ??= string.Create(CultureInfo.InvariantCulture, $"{sender}-{round}-{i}");
                JsonElement ack;
                try
                {
                    ack = await CallAsync(client, "chat:message", new { conversationId = "conv_789", message = text, clientMessageId = text });
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !TestContext.Current.CancellationToken.IsCancellationRequested)
                {
                    Assert.NotEqual(HubConnectionState.Connected, client.State);
                    return;
                }

                Assert.True(acknowledged.TryAdd(text, ack.GetProperty("sequence").GetInt64()));
                open[sender] = null;
                onAck();
            }
        }
    }

    private static Task<JsonElement> CallAsync(HubConnection client, string method, object payload) =>
        client.InvokeAsync<JsonElement>(method, payload, TestContext.Current.CancellationToken);
}
