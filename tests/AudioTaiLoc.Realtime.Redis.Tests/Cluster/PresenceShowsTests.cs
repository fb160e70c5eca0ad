using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Redis.Tests.Presence;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>What clients are told of each other's coming and going while nodes die, stop and start, and while users hop between them.</summary>
public sealed class PresenceShowsTests(RedisServer server)
{
    private const int NodeCount = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_killed_node_with_300_users_each_is_told_offline_once_on_the_others()
    {
        await using var relay = new TcpRelay(server);
        await using var cluster = await Cluster.StartAsync(
            server,
            NodeCount,
            options =>
            {
                options.Presence.LeaseDuration = TimeSpan.FromSeconds(9);
                options.Presence.ReconnectGrace = TimeSpan.FromSeconds(1);
            },
            relay);
        var journal = await PresenceJournal.StartAsync(cluster[1].Services.GetRequiredService<IEventLog>());
        await using var first = await cluster[1].ConnectUserAsync(Wire.SignalR, "watcher_1");
        await using var second = await cluster[2].ConnectUserAsync(Wire.SocketIo, "watcher_2");
        string[] users = [.. Enumerable.Range(0, 300).Select(i => $"user_{i:000}")];
        var clients = new IWireClient[users.Length];
        await Parallel.ForAsync(0, users.Length, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (i, _) =>
            clients[i] = await cluster[0].ConnectUserAsync(i % 2 == 0 ? Wire.SignalR : Wire.SocketIo, users[i]));
        await journal.UntilAsync(told => users.All(user => told.Of(user).Length > 0));

        // To the others a node whose line to Redis is cut is one that was killed: it is not heard of again.
        relay.Cut();
        await journal.UntilAsync(told => users.All(user => told.Of(user).Length > 1));
        // One more who comes and goes, after which a second telling of the others would have been heard.
        await (await cluster[2].ConnectUserAsync(Wire.SignalR, "last")).DisposeAsync();
        await journal.UntilAsync(told => told.Of("last").Length > 1);

        Assert.All(users, user => Assert.Equal(["user:online", "user:offline"], journal.Of(user)));
        foreach (var watcher in new[] { first, second })
        {
            Assert.Equal(users, (await OfflineBeforeAsync(watcher, "last")).Order(StringComparer.Ordinal));
        }

        relay.Mend();
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Who_hops_between_nodes_comes_and_goes_in_turns_and_the_last_word_is_how_it_is()
    {
        const int Hops = 200;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        await using var cluster = await Cluster.StartAsync(
            server,
            NodeCount,
            options =>
            {
                options.Presence.ReconnectGrace = TimeSpan.Zero;
                options.RateLimit.ConnectionsPerUser = Hops;
            });
        var journal = await PresenceJournal.StartAsync(cluster[0].Services.GetRequiredService<IEventLog>());
        var client = await HopAsync();
        for (var i = 1; i < Hops; i++)
        {
            var leaving = client.DisposeAsync().AsTask();
            if (random.Next(2) == 0)
            {
                await leaving;
            }

            client = await HopAsync();
            await leaving;
        }

        await cluster.CountedAsync("user_123", 1, Cancellation);
        await journal.UntilAsync(told => told.Of("user_123") is [.., "user:online"]);
        await client.DisposeAsync();
        await journal.UntilAsync(told => told.Of("user_123") is [.., "user:offline"]);
        await cluster.CountedAsync("user_123", 0, Cancellation);

        var told = journal.Of("user_123");
        Assert.Equal(Enumerable.Range(0, told.Length).Select(i => i % 2 == 0 ? "user:online" : "user:offline"), told);
        TestContext.Current.TestOutputHelper?.WriteLine($"Told {told.Length} times.");

        Task<IWireClient> HopAsync() =>
            cluster[random.Next(NodeCount)].ConnectUserAsync(random.Next(2) == 0 ? Wire.SignalR : Wire.SocketIo, "user_123");
    }

    [Fact]
    public async Task A_rolling_restart_shows_nobody_offline()
    {
        // Longer than the whole restart takes on any machine: what counts is that nobody is told of who is back in time.
        await using var cluster = await Cluster.StartAsync(server, NodeCount, options => options.Presence.ReconnectGrace = TimeSpan.FromMinutes(5));
        await using var outside = await RedisNode.StartAsync(server, cluster.Prefix);
        var journal = await PresenceJournal.StartAsync(outside.Log);
        string[] users = [.. Enumerable.Range(0, 60).Select(i => $"user_{i:00}")];
        var clients = await Task.WhenAll(users.Select(async (user, i) => await cluster[i % NodeCount].ConnectUserAsync(WireOf(i), user)));
        var homes = users.Select((_, i) => i % NodeCount).ToArray();
        await journal.UntilAsync(told => users.All(user => told.Of(user).Length > 0));

        for (var node = 0; node < NodeCount; node++)
        {
            var restarting = cluster.RestartAsync(node);
            await Task.WhenAll(users.Select(async (user, i) =>
            {
                if (homes[i] == node)
                {
                    await clients[i].CloseReasonAsync();
                    await clients[i].DisposeAsync();
                    homes[i] = (node + 1) % NodeCount;
                    clients[i] = await cluster[homes[i]].ConnectUserAsync(WireOf(i), user);
                }
            }));
            await restarting;
        }

        foreach (var user in users)
        {
            await cluster.CountedAsync(user, 1, Cancellation);
        }

        await using var last = await cluster[0].ConnectUserAsync(Wire.SignalR, "last");
        await journal.UntilAsync(told => told.Of("last").Length > 0);
        Assert.All(users, user => Assert.Equal(["user:online"], journal.Of(user)));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_node_that_stops_leaves_those_who_do_not_come_back_to_the_others()
    {
        await using var cluster = await Cluster.StartAsync(server, 2, options => options.Presence.ReconnectGrace = TimeSpan.FromSeconds(2));
        var journal = await PresenceJournal.StartAsync(cluster[1].Services.GetRequiredService<IEventLog>());
        await using var watcher = await cluster[1].ConnectUserAsync(Wire.SignalR, "watcher");
        await using var client = await cluster[0].ConnectUserAsync(Wire.SocketIo, "user_123");
        await journal.UntilAsync(told => told.Of("user_123").Length > 0);

        await cluster[0].StopAsync();

        await journal.UntilAsync(told => told.Of("user_123").Length > 1);
        Assert.Equal(["user:online", "user:offline"], journal.Of("user_123"));
        Assert.Equal(["user_123"], await OfflineBeforeAsync(watcher, "user_123", including: true));
    }

    private static Wire WireOf(int index) => index % 2 == 0 ? Wire.SignalR : Wire.SocketIo;

    private static async Task<List<string>> OfflineBeforeAsync(IWireClient watcher, string last, bool including = false)
    {
        List<string> users = [];
        while (true)
        {
            var userId = (await watcher.NextAsync("user:offline")).GetProperty("userId").GetString()!;
            if (userId != last || including)
            {
                users.Add(userId);
            }

            if (userId == last)
            {
                return users;
            }
        }
    }
}
