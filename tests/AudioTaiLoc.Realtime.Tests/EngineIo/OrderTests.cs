using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>What a session hands up: one at a time, in order, all of it before its end.</summary>
public sealed class OrderTests : EngineIoFixture
{
    [Fact]
    public async Task Messages_wait_for_the_one_before_and_the_end_for_all_of_them()
    {
        var first = new TaskCompletionSource();
        int running = 0;
        Handler.OnMessage = async (_, text) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await (text == "0" ? first.Task : Task.CompletedTask);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int i = 0; i < 50; i++)
        {
            await socket.SendAsync($"4{i}");
        }

        await socket.CloseAsync();
        await Handler.ExpectAsync("opened", "0");
        first.SetResult();
        await Handler.ExpectAsync([.. Enumerable.Range(1, 49).Select(i => $"{i}"), "closed TransportClose"]);
    }

    [Fact]
    public async Task Polling_bodies_are_answered_though_a_call_is_still_handled()
    {
        var first = new TaskCompletionSource();
        Handler.OnMessage = (_, text) => text == "0" ? new(first.Task) : default;
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "40\u001e41");
        await Host.SendAsync(sid, "42\u001ebAw==");
        await Host.SendAsync(sid, "1");
        await Handler.ExpectAsync("opened", "0");
        first.SetResult();

        await Handler.ExpectAsync("1", "2", "<03>", "closed TransportClose");
    }

    [Fact]
    public async Task A_signal_takes_its_place_among_the_messages()
    {
        var first = new TaskCompletionSource();
        Handler.OnMessage = (_, text) => text == "0" ? new(first.Task) : default;
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "40\u001e41");
        Handler.Sessions[sid].Signal("here");
        await Host.SendAsync(sid, "42");
        first.SetResult();

        await Handler.ExpectAsync("opened", "0", "1", "signal here", "2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_throws_ends_its_session_and_no_other(bool asynchronously)
    {
        Handler.OnMessage = async (_, text) =>
        {
            if (asynchronously)
            {
                await Task.Yield();
            }

            if (text == "fail")
            {
                throw new InvalidOperationException("expected");
            }
        };
        using ProtocolSocket other = await Host.OpenWebSocketAsync();
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("4fail");

        Assert.Equal("closed 1000", await socket.ReceiveAsync());
        await Handler.ExpectAsync("opened", "opened", "fail", "closed ServerError");
        await other.SendAsync("4fine");
        await Handler.ExpectAsync("fine");
    }

    [Fact]
    public async Task Stopping_closes_every_session_and_ends_when_all_ends_are_reported()
    {
        string sid = await Host.OpenPollingAsync();
        Task<string> poll = Host.PollAsync(sid);
        while (!Handler.Sessions[sid].IsPolled)
        {
            await Task.Yield();
        }

        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await Handler.ExpectAsync("opened", "opened");
        await Server.StopAsync(TestContext.Current.CancellationToken);

        await Handler.ExpectAsync("closed ServerShuttingDown", "closed ServerShuttingDown");
        Assert.Equal("1", await poll);
        Assert.Equal("closed 1001", await socket.ReceiveAsync());
        using HttpResponseMessage late = await Host.GetAsync("EIO=4&transport=polling");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.Equal(0, Server.SessionCount);
    }

    [Fact]
    public async Task A_session_that_opens_while_the_server_stops_is_closed_when_it_was_handed_up()
    {
        Task? stopping = null;
        bool? closedBefore = null;
        Handler.OnOpened = session =>
        {
            stopping = Server.StopAsync(TestContext.Current.CancellationToken);
            closedBefore = session.IsClosed;
        };
        using HttpResponseMessage open = await Host.GetAsync("EIO=4&transport=polling");

        Assert.False(closedBefore);
        await Handler.ExpectAsync("opened", "closed ServerShuttingDown");
        Time.Advance(TimeSpan.FromSeconds(6));
        await stopping!;
        Assert.Equal(0, Server.SessionCount);
    }
}
