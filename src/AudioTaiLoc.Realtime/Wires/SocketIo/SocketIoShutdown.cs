using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.SocketIo;
using Microsoft.Extensions.Hosting;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>Ends the sessions that are left when the host stops, so that the server need not wait for them.</summary>
internal sealed class SocketIoShutdown(SocketIoServer server, ConnectionDrain drain) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Also where the host stops its services side by side.
        await drain.RunAsync(cancellationToken).ConfigureAwait(false);
        await server.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
