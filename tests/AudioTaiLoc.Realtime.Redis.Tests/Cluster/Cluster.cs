using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>Several hosts on one Redis, which share what a database would hold: who may join which room.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly List<RealtimeHost> _hosts = [];
    private readonly Func<int, Task<RealtimeHost>> _start;
    private IRoomGrantStore? _grants;

    private Cluster(
        string address, Action<RealtimeOptions>? configure, TcpRelay? relay, Action<IServiceCollection>? build, Action<RedisRealtimeOptions>? redis)
    {
        _start = index => RealtimeHost.StartAsync(
            options =>
            {
                options.NodeId = $"node{index}";
                configure?.Invoke(options);
            },
            builder =>
            {
                builder.Services.AddAudioTaiLocRealtime().UseRedis(options =>
                {
                    options.Configuration = ConfigurationOptions.Parse(index == 0 && relay is not null ? relay.Address : address);
                    options.KeyPrefix = Prefix;
                    options.Timeout = TimeSpan.FromSeconds(30);
                    redis?.Invoke(options);
                });
                if (_grants is not null)
                {
                    builder.Services.Replace(ServiceDescriptor.Singleton(_grants));
                }

                build?.Invoke(builder.Services);
            },
            app => app.MapHealthChecks("/health/ready"));
    }

    public RealtimeHost this[int index] => _hosts[index];

    public IReadOnlyList<RealtimeHost> Hosts => _hosts;

    /// <summary>What the hosts have in common, and no other cluster has.</summary>
    public string Prefix { get; } = RedisNode.NewPrefix();

    /// <summary>Starts the hosts.</summary>
    /// <param name="server">What they share.</param>
    /// <param name="count">How many.</param>
    /// <param name="configure">What they are told besides.</param>
    /// <param name="relay">The first host's way to Redis.</param>
    /// <param name="build">More services of each.</param>
    /// <param name="redis">What they are told of Redis besides.</param>
    public static Task<Cluster> StartAsync(
        RedisServer server,
        int count,
        Action<RealtimeOptions>? configure = null,
        TcpRelay? relay = null,
        Action<IServiceCollection>? build = null,
        Action<RedisRealtimeOptions>? redis = null) => StartAsync(new Cluster(server.Address, configure, relay, build, redis), count);

    /// <summary>Starts hosts on a Redis Cluster.</summary>
    public static Task<Cluster> StartAsync(RedisCluster servers, int count, Action<RedisRealtimeOptions> redis) =>
        StartAsync(new Cluster(servers.Address, null, null, null, redis), count);

    /// <summary>Stops a host as a deploy does, and starts it anew, at another address.</summary>
    public async Task RestartAsync(int index)
    {
        await _hosts[index].DisposeAsync();
        _hosts[index] = await _start(index);
    }

    /// <summary>Connects a user to a host and takes it into a room.</summary>
    public async Task<IWireClient> JoinAsync(int host, Wire wire, string userId, string orderId, params string[] events)
    {
        var client = await _hosts[host].ConnectUserAsync(wire, userId, events);
        var ack = await client.CallAsync("order:subscribe", new { orderId });
        Assert.True(ack.GetProperty("success").GetBoolean(), ack.GetRawText());
        return client;
    }

    /// <summary>Waits until a user has that many connections; 0: is not online.</summary>
    public async Task CountedAsync(string userId, int connections, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var presence = _hosts[0].Services.GetRequiredService<IPresenceStore>();
        while (((await presence.ListAsync(deadline.Token)).FirstOrDefault(user => user.UserId == userId)?.ConnectionCount ?? 0) != connections)
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<Cluster> StartAsync(Cluster cluster, int count)
    {
        for (var i = 0; i < count; i++)
        {
            cluster._hosts.Add(await cluster._start(i));
            cluster._grants ??= cluster._hosts[0].Services.GetRequiredService<IRoomGrantStore>();
        }

        return cluster;
    }
}
