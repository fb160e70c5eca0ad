using AudioTaiLoc.Realtime.Redis;
using AudioTaiLoc.Realtime.Redis.Events;
using AudioTaiLoc.Realtime.Redis.Presence;
using AudioTaiLoc.Realtime.Redis.Sessions;
using AudioTaiLoc.Realtime.Redis.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime;

/// <summary>Makes several hosts one, over Redis.</summary>
public static class RealtimeBuilderRedisExtensions
{
    /// <summary>
    /// Keeps the event log, presence and resumable sessions in Redis 6.2 or later, so that several hosts serve the same clients. A host
    /// that cannot log in when it starts does not start.
    /// </summary>
    /// <param name="builder">The real-time layer.</param>
    /// <param name="connectionString">Such as <c>redis.internal:6379,user=shop,password=…</c>, in the form of StackExchange.Redis.</param>
    public static IRealtimeBuilder UseRedis(this IRealtimeBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return builder.UseRedis(ConfigurationOptions.Parse(connectionString));
    }

    /// <summary>Keeps the event log, presence and resumable sessions in Redis 6.2 or later.</summary>
    /// <param name="builder">The real-time layer.</param>
    /// <param name="configuration">Where Redis is and how to log in.</param>
    public static IRealtimeBuilder UseRedis(this IRealtimeBuilder builder, ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return builder.UseRedis(options => options.Configuration = configuration);
    }

    /// <summary>Keeps the event log, presence and resumable sessions in Redis 6.2 or later.</summary>
    /// <param name="builder">The real-time layer.</param>
    /// <param name="configure">Sets at least <see cref="RedisRealtimeOptions.Configuration"/>.</param>
    public static IRealtimeBuilder UseRedis(this IRealtimeBuilder builder, Action<RedisRealtimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<RedisRealtimeOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisRealtimeOptions>, RedisOptionsValidator>());
        if (services.Any(static descriptor => descriptor.ServiceType == typeof(RedisConnection)))
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisEventLog>();
        services.Replace(ServiceDescriptor.Singleton<IEventLog>(static provider => provider.GetRequiredService<RedisEventLog>()));
        services.AddSingleton<IReadinessSource, LogReadiness>();
        builder.UsePresenceStore<RedisPresenceStore>().UseSessionStore<RedisSessionStore>();
        // First, so that the log is open when the node begins to follow it.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, RedisStartup>());
        return builder;
    }
}
