using System.Globalization;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Servers;

/// <summary>One host process, at an address that stays the same, with a line of its own to Redis.</summary>
internal sealed class ClusterNode(int index, RedisServer redis, string database, string folder, HttpClient http) : IAsyncDisposable
{
    private ServerProcess? _process;

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"node{index}");

    public Uri Url { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ServerProcess.FindFreePort()}"));

    /// <summary>Between the node and Redis.</summary>
    public TcpRelay Line { get; } = new(redis);

    /// <summary>What it logged, over all its lives.</summary>
    public string Output => Path.Combine(folder, Name + ".log");

    /// <summary>Starts it, and waits until it can serve.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = ServerProcess.Start(
            Output,
            "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "AudioTaiLoc.Realtime.ClusterHost.dll"),
            "--urls", Url.ToString(), "--Node", Name, "--Redis", Line.Address, "--Postgres", database);
        await ReadyAsync(cancellationToken);
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => _process!.ReadyAsync(http, new Uri(Url, "/health/ready"), cancellationToken);

    public Task SignalAsync(string name) => _process!.SignalAsync(name);

    /// <summary>Ends it with a signal and waits until it is gone.</summary>
    public async Task EndAsync(string signal)
    {
        await SignalAsync(signal);
        await _process!.EndAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        _process?.Dispose();
        await Line.DisposeAsync();
    }
}
