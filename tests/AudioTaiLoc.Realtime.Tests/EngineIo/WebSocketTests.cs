using System.Net.WebSockets;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Engine.IO protocol 4, "WebSocket", and how its ends are reported.</summary>
public sealed class WebSocketTests : EngineIoFixture
{
    internal override EngineIoOptions Options => base.Options with { MaxQueuedBytes = 50_000, MaxPayload = 20_000 };

    [Fact]
    public async Task A_packet_is_a_message_and_binary_is_raw()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("4hello");
        await socket.SendAsync(1, 2, 3);
        await socket.SendAsync("4");
        await socket.SendAsync([]);

        Assert.Equal(["4hello", "<010203>", "4", "<>"], await socket.ReceiveAsync(4));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(19_999)]
    public async Task A_message_up_to_the_limit_is_taken(int length)
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        string text = "4" + new string('x', length);
        await socket.SendAsync(text);

        Assert.Equal(text, await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("4", 20_000, "closed 1009", "TooLarge")]
    [InlineData("abc", 0, "closed 1002", "ParseError")]
    [InlineData("", 0, "closed 1002", "ParseError")]
    [InlineData("bAQID", 0, "closed 1002", "ParseError")]
    [InlineData("2", 0, "closed 1002", "ParseError")]
    [InlineData("1", 0, "closed 1000", "TransportClose")]
    public async Task What_the_client_may_not_send_closes_the_session(string start, int more, string seen, string reason)
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync(start + new string('x', more));

        Assert.Equal(seen, await socket.ReceiveAsync());
        await Handler.ExpectAsync("opened", $"closed {reason}");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("6")]
    public async Task What_means_nothing_here_is_ignored(string packet)
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync(packet);
        await socket.SendAsync("4after");

        Assert.Equal("4after", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_closes_is_answered()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.CloseAsync();

        await Handler.ExpectAsync("opened", "closed TransportClose");
    }

    [Fact]
    public async Task A_client_that_vanishes_is_reported()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        socket.Abort();

        await Handler.ExpectAsync("opened", "closed TransportClose");
    }

    [Fact]
    public async Task What_this_side_sent_before_it_closed_arrives()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        EngineIoSession session = Handler.Sessions[socket.Sid];
        for (int i = 0; i < 100; i++)
        {
            session.Send(EngineIoFrame.Message("x"u8));
        }

        session.Close(EngineIoCloseReason.ForcedClose);

        Assert.Equal([.. Enumerable.Repeat("4x", 100), "closed 1000"], await socket.ReceiveAsync(101));
        Assert.False(session.Send(EngineIoFrame.Message("late"u8)));
    }

    [Fact]
    public async Task A_client_that_does_not_answer_a_close_is_cut_off()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        Handler.Sessions[socket.Sid].Close(EngineIoCloseReason.ForcedClose);
        Assert.Equal("closed 1000", await socket.ReceiveAsync());
        await Handler.ExpectAsync("opened", "closed ForcedClose");
        Time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            while (true)
            {
                await socket.SendAsync("4into the void");
            }
        });
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_as_a_slow_consumer()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        EngineIoSession session = Handler.Sessions[socket.Sid];
        EngineIoFrame frame = EngineIoFrame.Message(new byte[10_000]);
        long sent = 0;
        while (session.Send(frame))
        {
            sent += 10_000;
        }

        await Handler.ExpectAsync("opened", "closed SlowConsumer");
        Assert.InRange(sent, 50_000, 100_000_000);
    }

    [Fact]
    public async Task Frames_sent_by_many_threads_arrive_whole_and_each_threads_in_order()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        EngineIoSession session = Handler.Sessions[socket.Sid];
        Task senders = Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(
            () =>
            {
                for (int i = 0; i < 500; i++)
                {
                    session.Send(EngineIoFrame.Message(System.Text.Encoding.UTF8.GetBytes($"{thread} {i}")));
                }
            },
            TestContext.Current.CancellationToken)));
        int[] next = new int[4];
        for (int i = 0; i < 2000; i++)
        {
            string[] parts = (await socket.ReceiveAsync())[1..].Split(' ');
            Assert.Equal(next[int.Parse(parts[0], null)]++, int.Parse(parts[1], null));
        }

        await senders;
    }
}
