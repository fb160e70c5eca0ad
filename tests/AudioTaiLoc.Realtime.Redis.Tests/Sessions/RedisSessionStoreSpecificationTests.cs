using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Sessions;

/// <summary>Sessions on Redis against the session store's specification.</summary>
public sealed class RedisSessionStoreSpecificationTests(RedisServer server) : SessionStoreSpecification, IAsyncDisposable
{
    private readonly RedisNodes _nodes = new();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task Sessions_that_are_over_are_in_no_index_any_more()
    {
        var node = await _nodes.StartAsync(server, time: Time);
        for (var i = 0; i < 10; i++)
        {
            foreach (var user in new[] { "user_123", null })
            {
                await node.Sessions.SaveAsync(
                    new ResumableSession($"{user}-{i}", "c", user, "", "", [], Time.GetUtcNow().AddMinutes(2)), TestContext.Current.CancellationToken);
            }

            Time.Advance(TimeSpan.FromMinutes(1));
        }

        var redis = (await node.Connection.OpenAsync(TestContext.Current.CancellationToken)).GetDatabase();
        var root = $"{{{node.Connection.Options.KeyPrefix}}}:sessions";
        Assert.Equal(2 * 2, await redis.SortedSetLengthAsync(root));
        Assert.Equal(2, await redis.SortedSetLengthAsync(root + "-of:user_123"));
        Assert.False(await redis.KeyExistsAsync(root + "-of:"));
    }

    protected override async ValueTask<ISessionStore> CreateAsync(int maximumCount) =>
        (await _nodes.StartAsync(server, options => options.MaximumSessions = maximumCount, Time)).Sessions;
}
