using AudioTaiLoc.Realtime.Redis.Events;
using Microsoft.Extensions.Hosting;

namespace AudioTaiLoc.Realtime.Redis.Storage;

/// <summary>Connects before anything else starts, so that a host with a wrong address or password does not start.</summary>
internal sealed class RedisStartup(RedisConnection connection, RedisEventLog log) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await log.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
