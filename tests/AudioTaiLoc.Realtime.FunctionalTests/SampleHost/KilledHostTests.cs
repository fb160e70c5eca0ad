using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The host is killed while messages are sent over both wires: what was acknowledged is there, and nothing is there twice.</summary>
public sealed class KilledHostTests : IAsyncDisposable
{
    private const int Senders = 4;

    // AUDIOTAILOC_KILLS=50 for a long run.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");
    private readonly Lazy<PostgresServer> _server = new();

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await _server.Value.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task In_SQLite_no_acknowledged_message_is_missing_and_none_is_there_twice() => KillAgainAndAgainAsync("SQLite");

    [Fact]
    public async Task In_PostgreSQL_no_acknowledged_message_is_missing_and_none_is_there_twice()
    {
        await _server.Value.InitializeAsync();
        await KillAgainAndAgainAsync("PostgreSQL", $"--ConnectionStrings:Shop={await _server.Value.CreateDatabaseAsync()}");
    }

    private async Task KillAgainAndAgainAsync(string database, params string[] more)
    {
        string[] settings =
        [
            $"--Shop:Data={Path.Combine(_folder.FullName, "shop.json")}", "--AudioTaiLoc:Realtime:RateLimit:IsEnabled=false", .. more,
        ];
        var watch = Stopwatch.StartNew();
        var random = new Random(17);
        var acknowledged = new ConcurrentDictionary<string, long>();
        var open = new string?[Senders];
        var resent = 0;
        for (var round = 0; round < Kills; round++)
        {
            using var shop = await ShopProcess.StartAsync(settings);
            var clients = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender =>
                ShopClient.ConnectAsync(shop, (Wire)(sender % 2), sender < Senders / 2 ? "an@example.com" : "binh@example.com")));
            resent += open.Count(text => text is not null);
            var target = acknowledged.Count + random.Next(5, 120);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var senders = clients.Select((client, sender) => SendUntilKilledAsync(client, round, sender, open, acknowledged, OnAck)).ToArray();
            await Task.WhenAny([reached.Task, .. senders]);
            await shop.KillAsync();
            await Task.WhenAll(senders);
            Assert.True(reached.Task.IsCompleted, "The senders ended before the host was killed.");

            void OnAck()
            {
                if (acknowledged.Count >= target)
                {
                    reached.TrySetResult();
                }
            }
        }

        using var last = await ShopProcess.StartAsync(settings);
        await using var reader = await ShopClient.ConnectAsync(last, Wire.SignalR, "staff@example.com");
        var history = await ShopHistory.ReadAsync(reader);

        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(message => message.Sequence));
        var texts = history.ToDictionary(message => message.Text, message => message.Sequence);
        Assert.All(acknowledged, sent => Assert.Equal(sent.Value, texts[sent.Key]));

        // Besides what was acknowledged, at most what each sender was waiting for when the last host died.
        Assert.InRange(texts.Count, acknowledged.Count, acknowledged.Count + Senders);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{database}: {Kills} kills, {acknowledged.Count} acknowledged, {resent} sent again, {history.Count} in the history, in {watch.Elapsed}.");
    }

    private static async Task SendUntilKilledAsync(
        ShopClient client, int round, int sender, string?[] open, ConcurrentDictionary<string, long> acknowledged, Action onAck)
    {
        await using (client)
        {
            for (var i = 0; ; i++)
            {
                // First what the last host may or may not have stored.
                var text = open[sender] ??= string.Create(CultureInfo.InvariantCulture, $"{sender}-{round}-{i}");
                JsonElement ack;
                try
                {
                    ack = await client.CallAsync("chat:message", new { conversationId = "conv_789", message = text, clientMessageId = text });
                }
                catch (Exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
                {
                    await client.Lost;
                    return;
                }

                if (ack.IsUnavailable())
                {
                    // A machine that is busy with other things: the client sends it again.
                    continue;
                }

                ack.IsDone();
                Assert.True(acknowledged.TryAdd(text, ack.GetProperty("sequence").GetInt64()));
                open[sender] = null;
                onAck();
            }
        }
    }
}
