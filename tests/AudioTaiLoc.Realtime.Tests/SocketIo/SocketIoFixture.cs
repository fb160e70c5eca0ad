using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Tests.EngineIo;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>A Socket.IO endpoint on real Kestrel and a clock that stands still, for the tests of this folder to derive from.</summary>
public abstract class SocketIoFixture : IAsyncLifetime
{
    private ProtocolHost? _host;
    private SocketIoServer? _server;

    internal FakeTimeProvider Time { get; } = new();

    internal RecordingSocketIoHandler Handler { get; } = new();

    internal ProtocolHost Host => _host!;

    internal SocketIoServer Server => _server!;

    internal virtual SocketIoOptions Options => new();

    internal virtual EngineIoOptions EngineOptions => new() { PingInterval = TimeSpan.FromSeconds(100) };

    public async ValueTask InitializeAsync()
    {
        _server = new SocketIoServer(Options, EngineOptions, Handler, Time, NullLoggerFactory.Instance);
        _host = await ProtocolHost.StartAsync(_server.HandleAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _host!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A WebSocket client in the namespace, past the reply to its CONNECT.</summary>
    internal async Task<ProtocolSocket> ConnectAsync(string packet = "40", string reply = "40{\"sid\":\"")
    {
        ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync(packet);
        Assert.StartsWith(reply, await socket.ReceiveAsync(), StringComparison.Ordinal);
        return socket;
    }
}
