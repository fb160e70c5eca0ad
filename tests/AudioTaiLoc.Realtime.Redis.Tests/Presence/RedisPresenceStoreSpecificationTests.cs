using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Presence;

/// <summary>Presence on Redis against the presence store's specification.</summary>
public sealed class RedisPresenceStoreSpecificationTests(RedisServer server) : PresenceStoreSpecification, IAsyncDisposable
{
    private readonly RedisNodes _nodes = new();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    protected override async ValueTask<IPresenceStore> CreateAsync() => (await _nodes.StartAsync(server, time: Time)).Presence;
}
