using Microsoft.Extensions.Hosting;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Starts the dispatcher before the server listens, and lets the connections go before the server stops.</summary>
internal sealed class DeliveryService(Dispatcher dispatcher, ConnectionDrain drain, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private CancellationTokenRegistration _stopping;

    public Task StartingAsync(CancellationToken cancellationToken) => dispatcher.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // The framework ends all SignalR connections when it hears of this, without a word to the clients: who registered last is
        // called first, and the next one only when this one is through. With a signal that comes before StoppingAsync.
        _stopping = lifetime.ApplicationStopping.Register(
            static drain => ((ConnectionDrain)drain!).RunAsync(CancellationToken.None).GetAwaiter().GetResult(), drain);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => drain.RunAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }
}
