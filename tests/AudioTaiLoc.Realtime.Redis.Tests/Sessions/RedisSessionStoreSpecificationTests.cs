using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sessions;

/// <summary>Sessions on Redis against the session store's specification.</summary>
public sealed class RedisSessionStoreSpecificationTests(RedisServer server) : SessionStoreSpecification, IAsyncDisposable
{
    private readonly RedisNodes _nodes = new();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    protected override async ValueTask<ISessionStore> CreateAsync(int maximumCount) =>
        (await _nodes.StartAsync(server, options => options.MaximumSessions = maximumCount, Time)).Sessions;
}
