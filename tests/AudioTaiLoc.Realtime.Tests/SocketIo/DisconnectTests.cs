using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Tests.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Socket.IO protocol 5, "Disconnection from a namespace", and every other way a socket ends.</summary>
public sealed class DisconnectTests : SocketIoFixture
{
    private SocketIoSocket Socket => Handler.Sockets.First();

    [Fact]
    public async Task A_client_may_leave_a_namespace_and_come_back_on_the_same_session()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("41");
        await Handler.ExpectAsync("connect /", "disconnect / ClientDisconnect");
        Assert.False(Socket.SendEvent("late", default));
        await socket.SendAsync("40");

        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await Handler.ExpectAsync("connect /");
    }

    [Fact]
    public async Task A_session_left_by_all_namespaces_is_closed_in_time()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("41");
        await Handler.ExpectAsync("connect /", "disconnect / ClientDisconnect");
        Assert.Equal(1, Server.UnconnectedCount);
        Time.Advance(TimeSpan.FromSeconds(12));

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_namespaces_go_on_when_one_is_left()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("40/custom");
        await socket.ReceiveAsync();
        await socket.SendAsync("41/custom");
        await socket.SendAsync("42[\"m\",1]");

        Assert.Equal("42[\"back\",1]", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /", "connect /custom", "disconnect /custom ClientDisconnect");
    }

    [Fact]
    public async Task A_client_that_is_put_out_is_told_and_its_session_closed_with_its_last_namespace()
    {
        using ProtocolSocket socket = await ConnectAsync();
        Socket.Disconnect();
        Socket.Disconnect();

        Assert.Equal(["41", "closed 1000"], await socket.ReceiveAsync(2));
        await Handler.ExpectAsync("connect /", "disconnect / ServerDisconnect");
        Assert.False(Socket.SendEvent("late", default));
    }

    [Fact]
    public async Task Put_out_of_one_namespace_a_client_keeps_the_others_and_late_events_are_ignored()
    {
        using ProtocolSocket socket = await ConnectAsync("40/custom", "40/custom,{");
        await socket.SendAsync("40");
        await socket.ReceiveAsync();
        Socket.Disconnect();
        Assert.Equal("41/custom,", await socket.ReceiveAsync());
        await socket.SendAsync("42/custom,[\"late\"]");
        await socket.SendAsync("42[\"m\"]");

        Assert.Equal("42[\"back\"]", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /custom", "connect /", "disconnect /custom ServerDisconnect", "/ m");
    }

    [Fact]
    public async Task What_was_called_before_a_client_is_put_out_is_handled_and_what_waits_is_not()
    {
        var first = new TaskCompletionSource();
        Handler.OnEvent = (_, name) => name == "first" ? new(first.Task) : default;
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("42[\"first\"]");
        await socket.SendAsync("42[\"second\"]");
        await Handler.ExpectAsync("connect /", "/ first");
        Socket.Disconnect();
        first.SetResult();

        await Handler.ExpectAsync("disconnect / ServerDisconnect");
    }

    [Fact]
    public async Task Put_out_while_connecting_a_client_gets_its_reply_first()
    {
        Handler.OnConnect = static (socket, _) =>
        {
            socket.Disconnect();
            return new(SocketIoConnectResult.Accepted());
        };
        using ProtocolSocket socket = await ConnectAsync();

        Assert.Equal(["41", "closed 1000"], await socket.ReceiveAsync(2));
        await Handler.ExpectAsync("connect /", "disconnect / ServerDisconnect");
    }

    [Fact]
    public async Task Over_polling_the_disconnect_packet_comes_before_the_close()
    {
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "40");
        await Host.PollAsync(sid);
        Socket.Disconnect();

        Assert.Equal("41", await Host.PollAsync(sid));
        Assert.Equal("1", await Host.PollAsync(sid));
    }

    [Fact]
    public async Task A_closed_transport_has_no_disconnect_packet_and_delivers_what_was_sent()
    {
        using ProtocolSocket socket = await ConnectAsync();
        Socket.SendEvent("exception", "{\"code\":\"token_expired\"}"u8);
        Socket.CloseTransport(EngineIoCloseReason.ForcedClose);

        Assert.Equal(["42[\"exception\",{\"code\":\"token_expired\"}]", "closed 1000"], await socket.ReceiveAsync(2));
        await Handler.ExpectAsync("connect /", "disconnect / ForcedClose");
    }

    [Fact]
    public async Task An_event_before_the_client_closes_is_handled_before_the_disconnect()
    {
        var first = new TaskCompletionSource();
        Handler.OnEvent = (_, name) => name == "first" ? new(first.Task) : default;
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("40/custom,");
        await socket.ReceiveAsync();
        await socket.SendAsync("42[\"first\"]");
        await socket.SendAsync("42/custom,[\"last\"]");
        await socket.CloseAsync();
        await Handler.ExpectAsync("connect /", "connect /custom", "/ first");
        first.SetResult();

        await Handler.ExpectAsync("/custom last", "disconnect / TransportClose", "disconnect /custom TransportClose");
    }

    [Fact]
    public async Task Stopping_sends_no_disconnect_packet()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await Server.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("closed 1001", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /", "disconnect / ServerShuttingDown");
        Assert.Equal(0, Server.UnconnectedCount);
    }
}
