using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

/// <summary>A Redis Cluster of the tests' own: three masters that share the slots. Clients find each of them behind a relay that a test can cut.</summary>
public sealed class RedisCluster : IAsyncLifetime
{
    private const int Masters = 3;
    private const int Slots = 16_384;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly List<RedisServer> _servers = [];
    private readonly List<TcpRelay> _relays = [];

    /// <summary>Where clients look for it.</summary>
    public string Address => string.Join(',', _relays.Select(static relay => relay.Address));

    /// <summary>Each master's line to the clients.</summary>
    internal IReadOnlyList<TcpRelay> Relays => _relays;

    public async ValueTask InitializeAsync()
    {
        List<int> busPorts = [];
        for (var i = 0; i < Masters; i++)
        {
            busPorts.Add(RedisServer.FindFreePort());
            var relay = new TcpRelay("127.0.0.1:0");
            _relays.Add(relay);
            var server = await RedisServer.StartNewAsync(
                "--cluster-enabled", "yes", "--cluster-port", $"{busPorts[i]}", "--cluster-announce-ip", "127.0.0.1",
                "--cluster-announce-port", relay.Address.Split(':')[1], "--cluster-announce-bus-port", $"{busPorts[i]}",
                // A master that is away must not stop the others.
                "--cluster-require-full-coverage", "no");
            _servers.Add(server);
            relay.Redirect(server.Address);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        for (var i = 0; i < Masters; i++)
        {
            await TellAsync(i, $"CLUSTER SET-CONFIG-EPOCH {i + 1}", deadline.Token);
            await TellAsync(i, $"CLUSTER ADDSLOTSRANGE {FirstSlot(i)} {FirstSlot(i + 1) - 1}", deadline.Token);
        }

        for (var i = 1; i < Masters; i++)
        {
            await TellAsync(0, $"CLUSTER MEET 127.0.0.1 {_servers[i].Address.Split(':')[1]} {busPorts[i]}", deadline.Token);
        }

        for (var i = 0; i < Masters; i++)
        {
            string state;
            do
            {
                await Task.Delay(20, deadline.Token);
                state = await AskAsync(i, "CLUSTER INFO", deadline.Token);
            }
            while (!state.Contains("cluster_state:ok", StringComparison.Ordinal)
                || !state.Contains($"cluster_slots_ok:{Slots}", StringComparison.Ordinal)
                || !state.Contains($"cluster_known_nodes:{Masters}", StringComparison.Ordinal));
        }
    }

    /// <summary>The master that a slot belongs to.</summary>
    public static int MasterOf(int slot) => Enumerable.Range(0, Masters).Last(master => FirstSlot(master) <= slot);

    /// <summary>What a master says of a key.</summary>
    public async Task<int> SlotAsync(string key) => int.Parse(
        (await AskAsync(0, $"CLUSTER KEYSLOT {key}", TestContext.Current.CancellationToken)).Trim(':', '\r', '\n'), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private static int FirstSlot(int master) => master * Slots / Masters;

    private async Task TellAsync(int master, string command, CancellationToken cancellationToken) =>
        Assert.Equal("+OK\r\n", await AskAsync(master, command, cancellationToken));

    // The client library does not talk to a cluster that is none yet. A short answer comes in one piece.
    private async Task<string> AskAsync(int master, string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(_servers[master].Address), cancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        var answer = new byte[4096];
        return Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer, cancellationToken));
    }
}
