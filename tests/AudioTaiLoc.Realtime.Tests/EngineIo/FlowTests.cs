using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>How much and how slowly a client may send. The clock stands still, so nothing is forgiven.</summary>
public sealed class FlowTests : EngineIoFixture
{
    private static readonly FlowLimits Limits = new(FramesPerSecond: 10, FrameBurst: 20, BytesPerSecond: 1000, ByteBurst: 5000);

    internal override EngineIoOptions Options => base.Options with { Flow = () => Limits, PingInterval = TimeSpan.FromHours(1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_messages_close_the_session()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int i = 0; i < 21; i++)
        {
            await socket.SendAsync("4");
        }

        List<string> answers = await socket.ReceiveAsync(21);

        Assert.All(answers.Take(20), answer => Assert.Equal("4", answer));
        Assert.Equal("closed 1008", answers[20]);
        await Handler.ExpectAsync(["opened", .. Enumerable.Repeat("", 20), "closed RateLimited"]);
        Assert.Equal([FlowExcess.Frames], Handler.Excesses);
    }

    [Fact]
    public async Task What_was_sent_is_forgiven_with_time()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 10; i++)
            {
                await socket.SendAsync("4");
            }

            await socket.ReceiveAsync(10);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(Handler.Excesses);
    }

    [Fact]
    public async Task Too_many_bytes_close_the_session()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("4" + new string('x', 4000));
        await socket.SendAsync("4" + new string('x', 4000));

        Assert.StartsWith("4x", await socket.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("closed 1008", await socket.ReceiveAsync());
        Assert.Equal([FlowExcess.Bytes], Handler.Excesses);
    }

    [Fact]
    public async Task A_message_in_pieces_of_a_byte_closes_the_session()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(WebSocketUri(), Cancellation);
        await SendInPiecesAsync(socket, 100);

        Assert.Equal("closed 1008", await ReadToEndAsync(socket));
        await Handler.ExpectAsync("opened", "closed RateLimited");
    }

    [Fact]
    public async Task Pings_of_WebSocket_itself_count_too()
    {
        using TcpClient client = await OpenBareAsync();
        NetworkStream stream = client.GetStream();
        // Masked with zeros: a ping without data.
        byte[] ping = [0x89, 0x80, 0, 0, 0, 0];
        for (int i = 0; i < 21; i++)
        {
            await stream.WriteAsync(ping, Cancellation);
        }

        await Handler.ExpectAsync("opened", "closed RateLimited");
    }

    [Fact]
    public async Task Too_many_packets_in_a_body_are_answered_429_and_end_the_session()
    {
        string sid = await Host.OpenPollingAsync();

        using HttpResponseMessage response = await Host.PostAsync(sid, string.Join('\u001e', Enumerable.Repeat("4", 30)));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        await Handler.ExpectAsync(["opened", .. Enumerable.Repeat("", 20), "closed RateLimited"]);
    }

    [Fact]
    public async Task Where_only_counting_is_wanted_the_session_goes_on()
    {
        Handler.Enforces = false;
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int i = 0; i < 25; i++)
        {
            await socket.SendAsync("4");
        }

        await socket.ReceiveAsync(25);

        Assert.Equal(5, Handler.Excesses.Count);
    }

    [Fact]
    public async Task A_message_that_does_not_come_to_its_end_is_cut_off()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(WebSocketUri(), Cancellation);
        await ReadAsync(socket);
        await socket.SendAsync("4begin"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Cancellation);
        await WatchedAsync();

        Time.Advance(Options.MessageTimeout + TimeSpan.FromSeconds(1));

        await Handler.ExpectAsync("opened", "closed SlowSender");
    }

    [Fact]
    public async Task A_body_that_does_not_come_to_its_end_is_cut_off()
    {
        string sid = await Host.OpenPollingAsync();
        using TcpClient client = new();
        await client.ConnectAsync(Host.Http.BaseAddress!.Host, Host.Http.BaseAddress.Port, Cancellation);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n4begin"),
            Cancellation);
        await WatchedAsync();

        Time.Advance(Options.MessageTimeout + TimeSpan.FromSeconds(1));

        await Handler.ExpectAsync("opened", "closed SlowSender");
        Assert.Equal(0, await ReadSafelyAsync(stream));
    }

    private static async Task SendInPiecesAsync(ClientWebSocket socket, int pieces)
    {
        try
        {
            for (int i = 0; i < pieces; i++)
            {
                await socket.SendAsync("4"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Cancellation);
            }
        }
        catch (WebSocketException)
        {
            // The server closed meanwhile.
        }
    }

    private static async Task<string> ReadToEndAsync(ClientWebSocket socket)
    {
        while (true)
        {
            string read = await ReadAsync(socket);
            if (read.StartsWith("closed", StringComparison.Ordinal))
            {
                return read;
            }
        }
    }

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, Cancellation);
        return result.MessageType == WebSocketMessageType.Close ? $"closed {(int)socket.CloseStatus!}" : Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    // A connection that is cut off may read as its end, or as an error.
    private static async Task<int> ReadSafelyAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[64], Cancellation);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task<TcpClient> OpenBareAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(Host.Http.BaseAddress!.Host, Host.Http.BaseAddress.Port, Cancellation);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"),
            Cancellation);
        var buffer = new byte[4096];
        Assert.NotEqual(0, await client.GetStream().ReadAsync(buffer, Cancellation));
        return client;
    }

    // The session waits for its ping; beside it, soon, for the end of what was begun.
    private Task WatchedAsync() => Until.TrueAsync("the server watches the session", () => Server.Wheel.Waiting >= 2);

    private Uri WebSocketUri() => new($"ws://{Host.Http.BaseAddress!.Authority}{ProtocolHost.Path("EIO=4&transport=websocket")}");
}
