using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>Two host processes on one PostgreSQL, each with an event log of its own: one history, and each host's clients hear what that host's log carries.</summary>
public sealed class TwoHostsTests : IAsyncDisposable
{
    private const int Senders = 16;

    // AUDIOTAILOC_MESSAGES=500 for a long run.
    private static readonly int Each = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_MESSAGES") ?? "30", CultureInfo.InvariantCulture);

    private static readonly string[] Accounts = ["an@example.com", "binh@example.com", "staff@example.com"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shops");
    private readonly PostgresServer _server = new();
    private int _retries;

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
        await using var listeners = new Listeners();
        var left = Senders * Each;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var shop in shops)
        {
            // The first of each host counts; together they hear every message once.
            foreach (var (account, wire) in Accounts.SelectMany(account => Enum.GetValues<Wire>().Select(wire => (account, wire))))
            {
                await listeners.AddAsync(shop, wire, account, sender: null, onMessage: listeners.Of(shop).Any() ? null : OnMessage);
            }

            for (var sender = 0; sender < Senders; sender++)
            {
                await listeners.AddAsync(shop, (Wire)((sender + shops.IndexOf(shop)) % 2), Accounts[sender % 3], $"{sender}", onMessage: null);
            }
        }

        var watch = Stopwatch.StartNew();
        var sequences = new ConcurrentDictionary<string, long>();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(listeners, shops, sender, sequences)));
        var sent = watch.Elapsed;
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        var expected = Enumerable.Range(1, Senders * Each).Select(i => (long)i).ToArray();
        Assert.Equal(expected, sequences.Values.Order());
        var history = await ShopHistory.ReadAsync(listeners.Of(one).First().Listener.Client);
        Assert.Equal(expected, history.Select(message => message.Sequence));
        Assert.All(history, message => Assert.Equal(message.Sequence, sequences[message.Text]));
        Assert.Equal(history, await ShopHistory.ReadAsync(listeners.Of(two).First().Listener.Client));

        var deliveries = 0;
        var carried = new List<HeardMessage>();
        foreach (var shop in shops)
        {
            var log = await ReadLogAsync(shop, (await listeners.Of(shop).First().Listener.FinishAsync())[0].Epoch);
            carried.AddRange(log);
            foreach (var (_, sender, listener) in listeners.Of(shop))
            {
                // A sender's own connection is not told of what it sent itself.
                var heard = await listener.FinishAsync();
                Assert.Equal(log.Where(message => message.Sender != sender), heard);
                deliveries += heard.Count;
            }
        }

        Assert.Equal(expected, carried.Select(message => message.Sequence).Order());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Senders} senders × {Each}: {expected.Length} messages and {_retries} retries in {sent}; " +
            $"logs {string.Join(" and ", carried.GroupBy(message => message.Epoch).Select(log => log.Count()))}; {listeners.Count} connections heard {deliveries}.");

        void OnMessage()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                all.SetResult();
            }
        }
    }

    // What a log has is what a newcomer is given that asks for everything since its beginning.
    private static async Task<IReadOnlyList<HeardMessage>> ReadLogAsync(ShopProcess shop, string epoch)
    {
        await using var reader = await ShopListener.JoinAsync(shop, Wire.SignalR, "staff@example.com", since: epoch + "-0");
        var log = await reader.FinishAsync();
        Assert.All(log, message => Assert.Equal(epoch, message.Epoch));
        Assert.Equal(log.OrderBy(message => message.Position).DistinctBy(message => message.Position), log);
        Assert.Equal(log.OrderBy(message => message.Sequence), log);
        return log;
    }

    private Task<ShopProcess> StartAsync(string name, string database) => ShopProcess.StartAsync(
        $"--Shop:Data={Path.Combine(_folder.FullName, name, "shop.json")}",
        $"--ConnectionStrings:Shop={database}",
        "--AudioTaiLoc:Realtime:RateLimit:IsEnabled=false",
        "--AudioTaiLoc:Realtime:EventLog:MaximumAge=02:00:00",
        "--AudioTaiLoc:Realtime:EventLog:MaximumReplay=100000",
        "--AudioTaiLoc:Realtime:EventLog:MaximumReplayBytes=64000000");

    private async Task SendAsync(Listeners listeners, ShopProcess[] shops, int sender, ConcurrentDictionary<string, long> sequences)
    {
        var random = new Random(sender);
        ShopClient[] clients = [.. shops.Select(shop => listeners.Of(shop).Single(each => each.Sender == $"{sender}").Listener.Client)];
        for (var i = 0; i < Each; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{sender}-{i}");
            var payload = new { conversationId = "conv_789", message = text, clientMessageId = text };
            List<Task<JsonElement>> calls = [SendAsync(clients[random.Next(2)], payload)];
            if (random.Next(4) == 0)
            {
                // At the same time, over the same host or the other one.
                calls.Add(SendAsync(clients[random.Next(2)], payload));
            }

            await Task.WhenAll(calls);
            if (random.Next(8) == 0)
            {
                // Once more, as a client does that lost the answer.
                calls.Add(SendAsync(clients[random.Next(2)], payload));
            }

            var acks = await Task.WhenAll(calls);
            Interlocked.Add(ref _retries, acks.Length - 1);
            Assert.Single(acks.Select(ack => ack.GetProperty("id").GetString()).Distinct());
            Assert.True(sequences.TryAdd(text, Assert.Single(acks.Select(ack => ack.GetProperty("sequence").GetInt64()).Distinct())));
        }
    }

    // On a machine that is busy with other things a database may be late; the client sends again.
    private static async Task<JsonElement> SendAsync(ShopClient client, object payload)
    {
        JsonElement ack;
        do
        {
            ack = await client.CallAsync("chat:message", payload);
        }
        while (ack.IsUnavailable());
        return ack.IsDone();
    }

    /// <summary>Everybody who is in the room, at either host.</summary>
    private sealed class Listeners : IAsyncDisposable
    {
        private readonly List<(ShopProcess Shop, string? Sender, ShopListener Listener)> _all = [];

        public int Count => _all.Count;

        public IEnumerable<(ShopProcess Shop, string? Sender, ShopListener Listener)> Of(ShopProcess shop) => _all.Where(each => each.Shop == shop);

        public async Task AddAsync(ShopProcess shop, Wire wire, string email, string? sender, Action? onMessage) =>
            _all.Add((shop, sender, await ShopListener.JoinAsync(shop, wire, email, onMessage: onMessage)));

        public async ValueTask DisposeAsync()
        {
            foreach (var (_, _, listener) in _all)
            {
                await listener.DisposeAsync();
            }
        }
    }
}
