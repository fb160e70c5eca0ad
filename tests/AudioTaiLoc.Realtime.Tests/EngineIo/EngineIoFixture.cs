using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>An Engine.IO endpoint on real Kestrel and a clock that stands still, for the tests of this folder to derive from.</summary>
public abstract class EngineIoFixture : IAsyncLifetime
{
    private ProtocolHost? _host;
    private EngineIoServer? _server;

    internal FakeTimeProvider Time { get; } = new();

    internal RecordingEngineIoHandler Handler { get; } = new();

    internal ProtocolHost Host => _host!;

    internal EngineIoServer Server => _server!;

    internal virtual EngineIoOptions Options => new()
    {
        PingInterval = TimeSpan.FromSeconds(10),
        PingTimeout = TimeSpan.FromSeconds(5),
        MaxPayload = 10_000,
    };

    public async ValueTask InitializeAsync()
    {
        _server = new EngineIoServer(Options, Handler, Time, NullLogger<EngineIoServer>.Instance);
        _host = await ProtocolHost.StartAsync(_server.HandleAsync);
        _host.Opened = Handler.OpenedAsync;
    }

    public async ValueTask DisposeAsync()
    {
        // Clients that do not answer a close are cut off by the clock.
        await _server!.DisposeAsync();
        await _host!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
