using System.Net.Http.Json;

namespace AudioTaiLoc.Realtime.Cluster.Tests.Servers;

/// <summary>Everything that a cluster is: a Redis, a PostgreSQL, three host processes and nginx before them.</summary>
internal sealed class ClusterServers : IAsyncDisposable
{
    private const int NodeCount = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;
    private readonly PostgresServer _postgres = new();
    private readonly List<ClusterNode> _nodes = [];
    private RedisServer? _redis;
    private NginxServer? _nginx;

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    public RedisServer Redis => _redis!;

    public NginxServer Nginx => _nginx!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public static async Task<ClusterServers> StartAsync(CancellationToken cancellationToken)
    {
        var servers = new ClusterServers();
        try
        {
            await servers.StartAllAsync(cancellationToken);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets users into rooms.</summary>
    public async Task GrantAsync(IEnumerable<RoomGrantKey> grants, CancellationToken cancellationToken)
    {
        foreach (var some in grants.Chunk(5000))
        {
            using var answer = await Http.PostAsJsonAsync(new Uri(Nodes[0].Url, "/grants"), some, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
        {
            await _nginx.StopAsync();
            _nginx.Dispose();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        Requirement.Nginx.Get();
        _redis = await RedisServer.StartNewAsync();
        await _postgres.InitializeAsync();
        var database = await _postgres.CreateDatabaseAsync();
        for (var i = 0; i < NodeCount; i++)
        {
            var node = new ClusterNode(i, _redis, database, _folder, Http);
            _nodes.Add(node);
            await node.StartAsync(cancellationToken);
        }

        _nginx = await NginxServer.StartAsync(_folder, _nodes, Http, cancellationToken);
    }
}
