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

    public RealtimeHost this[int index] => _hosts[index];

    public IReadOnlyList<RealtimeHost> Hosts => _hosts;

    /// <summary>Starts the hosts.</summary>
    /// <param name="server">What they share.</param>
    /// <param name="count">How many.</param>
    /// <param name="build">More services of each.</param>
    public static async Task<Cluster> StartAsync(RedisServer server, int count, Action<IServiceCollection>? build = null)
    {
        var cluster = new Cluster();
        var prefix = RedisNode.NewPrefix();
        for (var i = 0; i < count; i++)
        {
            var grants = cluster._hosts.FirstOrDefault()?.Services.GetRequiredService<IRoomGrantStore>();
            cluster._hosts.Add(await RealtimeHost.StartAsync(
                options => options.NodeId = $"node{i}",
                builder =>
                {
                    builder.Services.AddAudioTaiLocRealtime().UseRedis(options =>
                    {
                        options.Configuration = ConfigurationOptions.Parse(server.Address);
                        options.KeyPrefix = prefix;
                        options.Timeout = TimeSpan.FromSeconds(30);
                    });
                    if (grants is not null)
                    {
                        builder.Services.Replace(ServiceDescriptor.Singleton(grants));
                    }

                    build?.Invoke(builder.Services);
                },
                app => app.MapHealthChecks("/health/ready")));
        }

        return cluster;
    }

    /// <summary>Connects a user to a host and takes it into a room.</summary>
    public async Task<IWireClient> JoinAsync(int host, Wire wire, string userId, string orderId, params string[] events)
    {
        var client = await _hosts[host].ConnectUserAsync(wire, userId, events);
        var ack = await client.CallAsync("order:subscribe", new { orderId });
        Assert.True(ack.GetProperty("success").GetBoolean(), ack.GetRawText());
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
