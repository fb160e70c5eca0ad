using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.SignalR.Client;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>Two host processes on one PostgreSQL, each with an event log of its own: one history, and each host's clients hear what that host's log carries.</summary>
public sealed class TwoHostsTests : IAsyncDisposable
{
    private const int Senders = 16;

    // AUDIOTAILOC_MESSAGES=500 for a long run.
    private static readonly int Each = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_MESSAGES") ?? "60", CultureInfo.InvariantCulture);

    private static readonly string[] Accounts = ["an@example.com", "binh@example.com", "staff@example.com"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shops");
    private readonly PostgresServer _server = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Messages_sent_over_both_have_one_order_and_are_heard_once_and_in_order()
    {
        await _server.InitializeAsync();
        var database = await _server.CreateDatabaseAsync();
        using var one = await StartAsync("one", database);
        using var two = await StartAsync("two", database);
        ShopProcess[] shops = [one, two];
        var heard = new List<long>[] { [], [] };
        var left = Senders * Each;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listenerOne = await ListenAsync(one, heard[0], OnMessage);
        await using var listenerTwo = await ListenAsync(two, heard[1], OnMessage);

        var sequences = new ConcurrentDictionary<string, long>();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(shops, sender, sequences)));
        await all.Task.WaitAsync(TestContext.Current.CancellationToken);

        var expected = Enumerable.Range(1, Senders * Each).Select(i => (long)i).ToArray();
        Assert.Equal(expected, sequences.Values.Order());
        var history = await ReadAsync(listenerOne);
        Assert.Equal(expected, history.Select(message => message.Sequence));
        Assert.All(history, message => Assert.Equal(message.Sequence, sequences[message.Text]));
        Assert.Equal(history, await ReadAsync(listenerTwo));
        Assert.All(heard, own => Assert.Equal(own.Order(), own));
        Assert.Equal(expected, heard.SelectMany(own => own).Order());

        void OnMessage()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                all.SetResult();
            }
        }
    }

    private Task<ShopProcess> StartAsync(string name, string database) => ShopProcess.StartAsync(
        $"--Shop:Data={Path.Combine(_folder.FullName, name, "shop.json")}", $"--ConnectionStrings:Shop={database}", "--AudioTaiLoc:Realtime:RateLimit:IsEnabled=false");

    private static async Task<HubConnection> ListenAsync(ShopProcess shop, List<long> heard, Action onMessage)
    {
        var client = await shop.ConnectAsync("staff@example.com");
        client.On<JsonElement>("chat:message", message =>
        {
            heard.Add(message.GetProperty("sequence").GetInt64());
            onMessage();
        });
        Assert.True((await CallAsync(client, "chat:subscribe", new { conversationId = "conv_789" })).GetProperty("success").GetBoolean());
        return client;
    }

    private static async Task SendAsync(ShopProcess[] shops, int sender, ConcurrentDictionary<string, long> sequences)
    {
        var random = new Random(sender);
        await using var one = await shops[0].ConnectAsync(Accounts[sender % 3]);
        await using var two = await shops[1].ConnectAsync(Accounts[sender % 3]);
        HubConnection[] clients = [one, two];
        for (var i = 0; i < Each; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{sender}-{i}");
            var payload = new { conversationId = "conv_789", message = text, clientMessageId = text };
            var first = CallAsync(clients[random.Next(2)], "chat:message", payload);
            var again = random.Next(4) == 0 ? CallAsync(clients[random.Next(2)], "chat:message", payload) : first;
            var sequence = (await first).GetProperty("sequence").GetInt64();
            Assert.Equal(sequence, (await again).GetProperty("sequence").GetInt64());
            Assert.True(sequences.TryAdd(text, sequence));
        }
    }

    private static async Task<List<(long Sequence, string Text, string Id)>> ReadAsync(HubConnection client)
    {
        var all = new List<(long, string, string)>();
        JsonElement page;
        do
        {
            page = await CallAsync(client, "chat:history", new { conversationId = "conv_789", after = all.Count, limit = 100 });
            all.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => (
                message.GetProperty("sequence").GetInt64(), message.GetProperty("message").GetString()!, message.GetProperty("id").GetString()!)));
        }
        while (page.GetProperty("hasMore").GetBoolean());
        return all;
    }

    private static Task<JsonElement> CallAsync(HubConnection client, string method, object payload) =>
        client.InvokeAsync<JsonElement>(method, payload, TestContext.Current.CancellationToken);
}
