namespace AudioTaiLoc.Realtime.Attack;

/// <summary>A server, clients that behave, and what they notice while others misbehave.</summary>
internal sealed class AttackRun : IAsyncDisposable
{
    private const int Rooms = 10;

    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _calling = [];
    private readonly List<HonestClient> _honest = [];
    private int _published;

    private AttackRun(ServerProcess server)
    {
        Server = server;
        Attackers = AudioTaiLoc.Realtime.Attack.Attackers.All(server);
    }

    public ServerProcess Server { get; }

    public IReadOnlyList<Attacker> Attackers { get; }

    public IReadOnlyList<HonestClient> Honest => _honest;

    /// <summary>Events published to each room.</summary>
    public int Published => _published;

    public static async Task<AttackRun> StartAsync(int clients, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var run = new AttackRun(await ServerProcess.StartAsync(settings));
        for (var i = 0; i < clients; i++)
        {
            run._honest.Add(await HonestClient.ConnectAsync(run.Server.Address, i, Rooms));
        }

        run._calling.AddRange(run._honest.Select(client => client.CallAsync(run._stop.Token)));
        return run;
    }

    /// <summary>Publishes until it is told to stop, and gives the times of calls and events meanwhile.</summary>
    /// <param name="isAttacked">Whether the attackers are let loose.</param>
    /// <param name="until">Says that it is enough.</param>
    public async Task<(List<double> Calls, List<double> Events)> RunAsync(bool isAttacked, Func<bool> until)
    {
        TakeTimes();
        using var stop = new CancellationTokenSource();
        Task[] attacks = isAttacked ? [.. Attackers.Select(attacker => attacker.RunAsync(stop.Token))] : [];
        while (!until())
        {
            await Server.PublishAsync(_published++, Rooms);
            await Task.Delay(BetweenEvents);
        }

        var times = TakeTimes();
        await stop.CancelAsync();
        await Task.WhenAll(attacks);
        return times;
    }

    /// <summary>Waits until every client has what was published, or something is wrong.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        while (_honest.Any(client => client.Received < _published && client is { IsEnded: false, Disordered: 0 }))
        {
            await Task.Delay(10, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_calling);
        foreach (var client in _honest)
        {
            client.Dispose();
        }

        await Server.DisposeAsync();
        _stop.Dispose();
    }

    private (List<double> Calls, List<double> Events) TakeTimes()
    {
        List<double> calls = [];
        List<double> events = [];
        foreach (var client in _honest)
        {
            client.TakeTimes(calls, events);
        }

        return (calls, events);
    }
}
