namespace AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

/// <summary>The nodes that a specification's tests made.</summary>
internal sealed class RedisNodes : IAsyncDisposable
{
    private readonly List<RedisNode> _nodes = [];

    public Task<RedisNode> StartAsync(RedisServer server, Action<RedisRealtimeOptions>? configure = null, TimeProvider? time = null) =>
        StartAsync(server.Address, configure, time);

    public async Task<RedisNode> StartAsync(string address, Action<RedisRealtimeOptions>? configure = null, TimeProvider? time = null)
    {
        var node = await RedisNode.StartAsync(address, configure: configure, time: time);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Makes a log in three shards, each of which keeps a number of entries: what a test appends may all be in one.</summary>
    public async ValueTask<IEventLog> StartShardedAsync(string address, int keptEntries) => (await StartAsync(address, options =>
    {
        options.Shards = 3;
        options.MaximumEntries = 3 * keptEntries;
    })).Log;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
