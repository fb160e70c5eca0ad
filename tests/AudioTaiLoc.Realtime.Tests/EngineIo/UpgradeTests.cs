using System.Net;
using System.Text;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Engine.IO protocol 4, "Upgrade".</summary>
public sealed class UpgradeTests : EngineIoFixture
{
    [Fact]
    public async Task Probe_then_noop_then_switch()
    {
        string sid = await Host.OpenPollingAsync();
        Task<string> poll = Host.PollAsync(sid);
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(sid);
        await socket.SendAsync("2probe");

        Assert.Equal("3probe", await socket.ReceiveAsync());
        Assert.Equal("6", await poll);
        Assert.Equal("6", await Host.PollAsync(sid));
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");
        Assert.Equal("4hello", await socket.ReceiveAsync());
        Assert.Equal(EngineIoTransports.WebSocket, Handler.Sessions[sid].Transport);
        Assert.Equal(HttpStatusCode.BadRequest, (await Host.TryPollAsync(sid)).Status);
    }

    [Fact]
    public async Task What_waited_for_a_poll_comes_first_on_the_WebSocket()
    {
        string sid = await Host.OpenPollingAsync();
        EngineIoSession session = Handler.Sessions[sid];
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        session.Send(EngineIoFrame.Message("1"u8, EngineIoFrame.Binary([2])));
        await socket.SendAsync("5");
        await socket.SendAsync("43");

        Assert.Equal(["41", "<02>", "43"], await socket.ReceiveAsync(3));
    }

    [Fact]
    public async Task Nothing_is_lost_or_reordered_while_a_burst_goes_on()
    {
        for (int round = 0; round < 10; round++)
        {
            string sid = await Host.OpenPollingAsync();
            EngineIoSession session = Handler.Sessions[sid];
            using var burst = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            int sent = 0;
            Task sender = Task.Run(
                async () =>
                {
                    while (!burst.IsCancellationRequested || sent < 200)
                    {
                        Assert.True(session.Send(EngineIoFrame.Message(Encoding.UTF8.GetBytes($"{sent++}"))));
                        await Task.Yield();
                    }
                },
                TestContext.Current.CancellationToken);
            var received = new List<string>();
            received.AddRange((await Host.PollAsync(sid)).Split('\u001e'));
            using ProtocolSocket socket = await Host.OpenWebSocketAsync(sid);
            await socket.SendAsync("2probe");
            Assert.Equal("3probe", await socket.ReceiveAsync());
            received.AddRange((await Host.PollAsync(sid)).Split('\u001e').Where(packet => packet != "6"));
            await socket.SendAsync("5");
            received.Add(await socket.ReceiveAsync());
            await burst.CancelAsync();
            await sender;
            while (received.Count < sent)
            {
                received.Add(await socket.ReceiveAsync());
            }

            Assert.Equal(Enumerable.Range(0, sent).Select(i => $"4{i}"), received);
        }
    }

    [Fact]
    public async Task A_second_WebSocket_is_closed_and_the_first_goes_on()
    {
        string sid = await Host.OpenPollingAsync();
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        using ProtocolSocket during = await Host.OpenWebSocketAsync(sid);
        Assert.Equal("closed 1000", await during.ReceiveAsync());
        await socket.SendAsync("5");
        await socket.SendAsync("4one");
        Assert.Equal("4one", await socket.ReceiveAsync());
        using ProtocolSocket after = await Host.OpenWebSocketAsync(sid);
        Assert.Equal("closed 1000", await after.ReceiveAsync());
        await socket.SendAsync("4two");

        Assert.Equal("4two", await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("4hello")]
    [InlineData("2")]
    [InlineData("")]
    public async Task Anything_but_a_probe_closes_the_WebSocket_and_polling_goes_on(string packet)
    {
        string sid = await Host.OpenPollingAsync();
        using ProtocolSocket socket = await Host.OpenWebSocketAsync(sid);
        await socket.SendAsync(packet);
        Assert.Equal("closed 1000", await socket.ReceiveAsync());
        await Host.SendAsync(sid, "4still");

        Assert.Equal("4still", await Host.PollAsync(sid));
    }

    [Fact]
    public async Task A_probe_given_up_leaves_polling_as_it_was_and_another_may_follow()
    {
        string sid = await Host.OpenPollingAsync();
        using (ProtocolSocket socket = await Host.OpenWebSocketAsync(sid))
        {
            await socket.SendAsync("2probe");
            Assert.Equal("3probe", await socket.ReceiveAsync());
            await socket.CloseAsync();
        }

        using ProtocolSocket again = await ProbeAsync(sid);
        await again.SendAsync("5");
        await again.SendAsync("4on");
        Assert.Equal("4on", await again.ReceiveAsync());
    }

    [Fact]
    public async Task A_probe_that_is_not_completed_in_time_is_cut_off()
    {
        string sid = await Host.OpenPollingAsync();
        using ProtocolSocket socket = await ProbeAsync(sid);
        Time.Advance(TimeSpan.FromSeconds(9));
        await Host.SendAsync(sid, "3");
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
        Assert.False(Handler.Sessions[sid].IsClosed);
    }

    [Fact]
    public async Task A_session_closed_during_the_upgrade_delivers_on_the_WebSocket()
    {
        string sid = await Host.OpenPollingAsync();
        using ProtocolSocket socket = await ProbeAsync(sid);
        Handler.Sessions[sid].Send(EngineIoFrame.Message("last"u8));
        Handler.Sessions[sid].Close(EngineIoCloseReason.ForcedClose);
        await socket.SendAsync("5");

        Assert.Equal(["4last", "closed 1000"], await socket.ReceiveAsync(2));
    }

    // A probe of the same session may still be ending on the server: then this one is closed at once, and tried again.
    private async Task<ProtocolSocket> ProbeAsync(string sid)
    {
        while (true)
        {
            ProtocolSocket socket = await Host.OpenWebSocketAsync(sid);
            try
            {
                await socket.SendAsync("2probe");
                if (await socket.ReceiveAsync() == "3probe")
                {
                    return socket;
                }
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                // Closed before the probe was out.
            }

            socket.Dispose();
        }
    }
}
