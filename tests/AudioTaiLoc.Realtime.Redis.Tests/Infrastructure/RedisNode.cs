using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Storage;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;

/// <summary>The stores of one node as a host composes them, with a connection of their own.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RedisNode(ServiceProvider services) => _services = services;

    public RedisEventLog Log => _services.GetRequiredService<RedisEventLog>();

    public IPresenceStore Presence => _services.GetRequiredService<IPresenceStore>();

    public ISessionStore Sessions => _services.GetRequiredService<ISessionStore>();

    public RedisConnection Connection => _services.GetRequiredService<RedisConnection>();

    /// <summary>A prefix that no other test has.</summary>
    public static string NewPrefix() => "test:" + Guid.NewGuid().ToString("n");

    public static Task<RedisNode> StartAsync(
        RedisServer server, string? prefix = null, Action<RedisRealtimeOptions>? configure = null, TimeProvider? time = null) =>
        StartAsync(server.Address, prefix, configure, time);

    public static async Task<RedisNode> StartAsync(
        string address, string? prefix = null, Action<RedisRealtimeOptions>? configure = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time ?? TimeProvider.System);
        new Builder(services).UseRedis(options =>
        {
            options.Configuration = ConfigurationOptions.Parse(address);
            options.KeyPrefix = prefix ?? NewPrefix();
            options.Timeout = TimeSpan.FromSeconds(30);
            configure?.Invoke(options);
        });
        var node = new RedisNode(services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));
        try
        {
            await node.Log.OpenAsync(TestContext.Current.CancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed record Builder(IServiceCollection Services) : IRealtimeBuilder;
}
