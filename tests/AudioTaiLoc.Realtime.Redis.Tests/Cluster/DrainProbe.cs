using Microsoft.Extensions.Hosting;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>Looks at a host between its drain and the end of its server. It has to be the first of the host's services, for the last is stopped first.</summary>
internal sealed class DrainProbe : IHostedLifecycleService
{
    public Func<Task> Look { get; set; } = static () => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Look();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
