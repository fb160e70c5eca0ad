using Microsoft.Extensions.Hosting;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Starts the dispatcher before the server listens, and closes the connections before the server stops.</summary>
internal sealed class DeliveryService(Dispatcher dispatcher, ConnectionLifetime connections) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => dispatcher.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => connections.DrainAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
