using System.Net;
using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>WebSockets on HTTP/2 (RFC 8441).</summary>
public sealed class Http2Tests
{
    [Fact]
    public async Task Sessions_of_one_connection_are_opened_served_and_closed_apart()
    {
        var handler = new RecordingEngineIoHandler();
        await using var server = new EngineIoServer(new EngineIoOptions(), handler, TimeProvider.System, NullLogger<EngineIoServer>.Instance);
        await using ProtocolHost host = await ProtocolHost.StartAsync(server.HandleAsync, HttpProtocols.Http2);
        using var http = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(http);
        using ProtocolSocket first = await OpenAsync(host, invoker);
        using ProtocolSocket second = await OpenAsync(host, invoker);
        await handler.ExpectAsync("opened", "opened");
        await first.SendAsync("4one");
        await second.SendAsync(1, 2, 3);
        Assert.Equal("4one", await first.ReceiveAsync());
        Assert.Equal("<010203>", await second.ReceiveAsync());
        await handler.ExpectUnorderedAsync("one", "<010203>");
        handler.Sessions[first.Sid].Close(EngineIoCloseReason.ForcedClose);
        Assert.Equal("closed 1000", await first.ReceiveAsync());
        await handler.ExpectAsync("closed ForcedClose");
        await first.CloseAsync();
        await second.SendAsync("4on");

        Assert.Equal("4on", await second.ReceiveAsync());
        await second.CloseAsync();
        await handler.ExpectAsync("on", "closed TransportClose");
    }

    private static Task<ProtocolSocket> OpenAsync(ProtocolHost host, HttpMessageInvoker invoker) => host.OpenWebSocketAsync(
        configure: static options =>
        {
            options.HttpVersion = HttpVersion.Version20;
            options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        },
        invoker: invoker);
}
