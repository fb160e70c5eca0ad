using System.Buffers;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>What waits behind a call that takes long. Four messages on a WebSocket are one more than may; reading goes on at one.</summary>
public sealed class BacklogTests : EngineIoFixture
{
    internal override EngineIoOptions Options => base.Options with { MaxBacklogBytes = 15_000 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_backlog_stops_the_reading_and_nothing_is_lost()
    {
        var first = new TaskCompletionSource();
        Handler.OnMessage = (_, text) => text == "0" ? new(first.Task) : default;
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "40");
        string large = new('x', 9_000);
        Task<HttpResponseMessage> held = Host.PostAsync(sid, "4" + large);
        while (!Handler.Sessions[sid].IsPosting)
        {
            await Task.Yield();
        }

        Assert.False(held.IsCompleted);
        first.SetResult();
        (await held).Dispose();
        await Host.SendAsync(sid, "4end");
        await Handler.ExpectAsync("opened", "0", large, "end");
    }

    [Fact]
    public async Task A_message_counts_with_the_buffer_that_it_keeps_though_it_is_empty()
    {
        var first = new TaskCompletionSource();
        Handler.OnMessage = (_, text) => text == "0" ? new(first.Task) : default;
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("40");
        await Handler.ExpectAsync("opened", "0");
        EngineIoSession session = Handler.Sessions[socket.Sid];
        int waiting = 0;
        while (waiting < 1000 && session.RoomAsync().IsCompleted)
        {
            session.Received(new InboundPacket(ArrayPool<byte>.Shared.Rent(4096), 0, 0, IsBinary: false), out _);
            waiting++;
        }

        Assert.Equal(4, waiting);
        Task room = session.RoomAsync();
        first.SetResult();
        await room.WaitAsync(Cancellation);
        await Handler.ExpectAsync("", "", "", "");
    }

    [Fact]
    public async Task A_client_that_sends_more_at_once_than_may_wait_only_waits()
    {
        var first = new TaskCompletionSource();
        Handler.OnMessage = (session, text) =>
        {
            session.Send(EngineIoFrame.Message(System.Text.Encoding.UTF8.GetBytes(text)));
            return text == "0" ? new(first.Task) : default;
        };
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int i = 0; i < 100; i++)
        {
            await socket.SendAsync($"4{i}");
        }

        Assert.Equal("40", await socket.ReceiveAsync());
        first.SetResult();
        Assert.Equal(Enumerable.Range(1, 99).Select(i => $"4{i}"), await socket.ReceiveAsync(99));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task The_ping_timeout_does_not_run_until_what_the_client_sends_is_read_again(int handled)
    {
        using var gate = new SemaphoreSlim(0);
        Handler.OnMessage = async (_, _) => await gate.WaitAsync(Cancellation);
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        EngineIoSession session = Handler.Sessions[socket.Sid];
        for (int i = 0; i < 5; i++)
        {
            await socket.SendAsync($"4{i}");
        }

        while (!session.IsPaused)
        {
            await Task.Yield();
        }

        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("2", await socket.ReceiveAsync());
        await socket.SendAsync("3");
        if (handled > 0)
        {
            gate.Release(handled);
        }

        await Handler.ExpectAsync(["opened", .. Enumerable.Range(0, handled + 1).Select(i => $"{i}")]);

        // Less than may wait does wait by now, and still nothing is read.
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(session.IsClosed);
        Time.Advance(TimeSpan.FromSeconds(4));
        gate.Release(5);
        while (session.AwaitsPong && !session.IsClosed)
        {
            await Task.Yield();
        }

        Assert.False(session.IsClosed);
    }
}
