using System.Net;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Engine.IO protocol 4, "Heartbeat": the server pings every 10 s here, and waits 5 s.</summary>
public sealed class HeartbeatTests : EngineIoFixture
{
    [Fact]
    public async Task A_WebSocket_client_that_answers_is_pinged_again_and_again()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await Handler.ExpectAsync("opened");
        for (int i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("2", await socket.ReceiveAsync());
            await socket.SendAsync("3");
            await socket.SendAsync("4sync");
            Assert.Equal("4sync", await socket.ReceiveAsync());
        }

        Assert.False(Handler.Sessions[socket.Sid].IsClosed);
    }

    [Fact]
    public async Task A_polling_client_is_pinged_by_its_waiting_GET()
    {
        string sid = await Host.OpenPollingAsync();
        for (int i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("2", await Host.PollAsync(sid));
            await Host.SendAsync(sid, "3");
        }

        Assert.False(Handler.Sessions[sid].IsClosed);
    }

    [Fact]
    public async Task A_WebSocket_client_that_does_not_answer_is_closed()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await Handler.ExpectAsync("opened");
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("2", await socket.ReceiveAsync());
        Time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(Handler.Sessions[socket.Sid].IsClosed);
        Time.Advance(TimeSpan.FromSeconds(2));

        await Handler.ExpectAsync("closed PingTimeout");
        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_polling_client_that_does_not_answer_is_closed()
    {
        string sid = await Host.OpenPollingAsync();
        Time.Advance(TimeSpan.FromSeconds(10));
        Time.Advance(TimeSpan.FromSeconds(6));

        await Handler.ExpectAsync("opened", "closed PingTimeout");
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task A_server_that_slept_does_not_hold_it_against_its_clients()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await Handler.ExpectAsync("opened");
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("2", await socket.ReceiveAsync());
        Time.Advance(TimeSpan.FromSeconds(3));
        await socket.SendAsync("3");
        await socket.SendAsync("4sync");

        Assert.Equal("4sync", await socket.ReceiveAsync());
        Assert.False(Handler.Sessions[socket.Sid].IsClosed);
    }

    [Fact]
    public async Task Pings_and_pongs_go_on_while_a_call_is_handled()
    {
        var busy = new TaskCompletionSource();
        Handler.OnMessage = (_, _) => new(busy.Task);
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("4long");
        await Handler.ExpectAsync("opened", "long");
        for (int i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("2", await socket.ReceiveAsync());
            await socket.SendAsync("3");
            await PongAsync(socket.Sid);
        }

        busy.SetResult();
        await socket.SendAsync("4next");
        await Handler.ExpectAsync("next");
        Assert.False(Handler.Sessions[socket.Sid].IsClosed);
    }

    private async Task PongAsync(string sid)
    {
        while (Handler.Sessions[sid].AwaitsPong)
        {
            await Task.Yield();
        }
    }
}
