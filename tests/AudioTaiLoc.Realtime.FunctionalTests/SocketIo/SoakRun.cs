using System.Collections.Concurrent;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>A number of visits by clients of both wires while the shop publishes. Everybody has left when it is over.</summary>
internal sealed class SoakRun
{
    private const int Clients = 32;
    private const int HubClients = 8;

    private readonly RealtimeHost _host;
    private readonly SoakShop _shop;
    private readonly ConcurrentQueue<string> _faults;
    private readonly int _seed;
    private int _begun;

    private SoakRun(RealtimeHost host, SoakShop shop, ConcurrentQueue<string> faults, int seed)
    {
        _host = host;
        _shop = shop;
        _faults = faults;
        _seed = seed;
    }

    public int Connects { get; private set; }

    public int HubConnects { get; private set; }

    public int Recoveries { get; private set; }

    public long Received { get; private set; }

    public static async Task<SoakRun> RunAsync(RealtimeHost host, SoakShop shop, ConcurrentQueue<string> faults, int seed, int connects)
    {
        var run = new SoakRun(host, shop, faults, seed);
        await run.RunAsync(connects);
        return run;
    }

    private async Task RunAsync(int connects)
    {
        // Its own connections end with it, and what the server keeps for them.
        using var handler = new SocketsHttpHandler { UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        SoakClient[] clients = [.. Enumerable.Range(0, Clients).Select(i => new SoakClient(_host, http, i, _seed + i, _faults))];
        SoakHubClient[] hubClients = [.. Enumerable.Range(0, HubClients).Select(i => new SoakHubClient(_host, i, _seed + Clients + i, _faults))];

        // What this one receives paces the publishing: flooded, clients would be closed as slow consumers, or find the log too short.
        using var pacer = await RawSocketIoClient.ConnectAsync(http, _host.Url, RawTransportKind.WebSocket, new { token = _host.Token("pacer") });
        var visiting = Task.WhenAll(
            clients.Select(client => RepeatAsync(client.VisitAsync, connects))
                .Concat(hubClients.Select(client => RepeatAsync(client.VisitAsync, connects))));
        while (!visiting.IsCompleted)
        {
            await _shop.PublishAsync();
            await _host.Realtime.NotifyUserAsync("pacer", new UserNotification { Type = "soak", Message = "Next." }, TestContext.Current.CancellationToken);
            await pacer.NextAsync("notification:message");
        }

        await visiting;
        await Task.WhenAll(clients.Select(client => client.FinishAsync(_shop)).Concat(hubClients.Select(client => client.FinishAsync(_shop))));
        await pacer.LeaveAsync();
        HubConnects = hubClients.Sum(client => client.Connects);
        Connects = clients.Sum(client => client.Connects) + HubConnects;
        Recoveries = clients.Sum(client => client.Recoveries);
        Received = clients.Sum(client => client.ReceivedCount) + hubClients.Sum(client => client.ReceivedCount);
    }

    private async Task RepeatAsync(Func<Task> visit, int connects)
    {
        while (Interlocked.Increment(ref _begun) <= connects)
        {
            await visit();
        }
    }
}
