using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Events;

/// <summary>The log on Redis against the event log's specification.</summary>
public sealed class RedisEventLogSpecificationTests(RedisServer server) : EventLogSpecification, IAsyncDisposable
{
    private readonly RedisNodes _nodes = new();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    protected override async ValueTask<IEventLog> CreateAsync(int keptEntries) =>
        (await _nodes.StartAsync(server, options => options.MaximumEntries = keptEntries)).Log;
}
