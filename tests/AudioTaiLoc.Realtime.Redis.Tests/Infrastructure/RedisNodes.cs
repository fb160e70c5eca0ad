namespace AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

/// <summary>The nodes that a specification's tests made.</summary>
internal sealed class RedisNodes : IAsyncDisposable
{
    private readonly List<RedisNode> _nodes = [];

    public async Task<RedisNode> StartAsync(RedisServer server, Action<RedisRealtimeOptions>? configure = null, TimeProvider? time = null)
    {
        var node = await RedisNode.StartAsync(server, configure: configure, time: time);
        _nodes.Add(node);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
