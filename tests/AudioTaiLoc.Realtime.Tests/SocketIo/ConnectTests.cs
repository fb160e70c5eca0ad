using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Tests.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Socket.IO protocol 5, "Connection to a namespace".</summary>
public sealed class ConnectTests : SocketIoFixture
{
    internal override SocketIoOptions Options => new() { MaxUnconnectedSessions = 2, MaxNamespaces = 2, MaxRefusedConnects = 3, MaxConnects = 10 };

    [Theory]
    [InlineData("40", "connect /", "40{\"sid\":\"")]
    [InlineData("40{\"token\":\"123\"}", "connect / {\"token\":\"123\"}", "40{\"sid\":\"")]
    [InlineData("40/custom", "connect /custom", "40/custom,{\"sid\":\"")]
    [InlineData("40/custom,", "connect /custom", "40/custom,{\"sid\":\"")]
    [InlineData("40/custom,{\"token\":\"abc\"}", "connect /custom {\"token\":\"abc\"}", "40/custom,{\"sid\":\"")]
    public async Task A_known_namespace_is_granted(string packet, string seen, string reply)
    {
        using ProtocolSocket socket = await ConnectAsync(packet, reply);

        await Handler.ExpectAsync(seen);
        Assert.Equal(0, Server.UnconnectedCount);
    }

    [Fact]
    public async Task An_unknown_namespace_is_refused_and_the_session_stays()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("40/random");
        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", await socket.ReceiveAsync());
        await socket.SendAsync("40");

        Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_carries_message_and_data()
    {
        Handler.OnConnect = static (socket, _) =>
        {
            socket.SendEvent("never", default);
            return new(SocketIoConnectResult.Refused("No token", "{\"code\":\"unauthenticated\"}"u8.ToArray()));
        };
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("40/custom,");

        Assert.Equal("44/custom,{\"message\":\"No token\",\"data\":{\"code\":\"unauthenticated\"}}", await socket.ReceiveAsync());
        Assert.Equal(1, Server.UnconnectedCount);
        Assert.False(Handler.Sockets.Single().SendEvent("late", default));
    }

    [Theory]
    [InlineData("40", "44{\"message\":\"No token\"}", 3)]
    [InlineData("40/random,", "44/random,{\"message\":\"Invalid namespace\"}", 0)]
    public async Task A_session_that_is_refused_again_and_again_is_closed_and_what_came_behind_is_not_looked_at(string packet, string reply, int asked)
    {
        Handler.OnConnect = static async (_, _) =>
        {
            await Task.Yield();
            return SocketIoConnectResult.Refused("No token");
        };
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int i = 0; i < 6; i++)
        {
            await socket.SendAsync(packet);
        }

        Assert.Equal([reply, reply, reply, "closed 1008"], await socket.ReceiveAsync(4));
        await Server.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(asked, Handler.Sockets.Count);
        Assert.Equal(0, Server.UnconnectedCount);
    }

    [Fact]
    public async Task A_session_that_enters_and_leaves_again_and_again_is_closed()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        for (int i = 0; i < 10; i++)
        {
            await socket.SendAsync("40");
            Assert.StartsWith("40{", await socket.ReceiveAsync(), StringComparison.Ordinal);
            await socket.SendAsync("41");
        }

        await socket.SendAsync("40");

        Assert.Equal("closed 1008", await socket.ReceiveAsync());
        Assert.Equal(10, Handler.Sockets.Count);
    }

    [Fact]
    public async Task What_is_sent_before_the_reply_comes_after_it()
    {
        Handler.OnConnect = static async (socket, _) =>
        {
            socket.SendEvent("one", default);
            await Task.Yield();
            socket.SendEvent("two", "2"u8);
            return SocketIoConnectResult.Accepted();
        };
        using ProtocolSocket socket = await ConnectAsync();

        Assert.Equal(["42[\"one\"]", "42[\"two\",2]"], await socket.ReceiveAsync(2));
    }

    [Fact]
    public async Task What_many_threads_send_meanwhile_comes_after_the_reply_in_order()
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task? sender = null;
        Handler.OnConnect = async (socket, _) =>
        {
            var started = new TaskCompletionSource();
            sender = Task.Run(
                () =>
                {
                    for (int i = 0; i < 1000; i++)
                    {
                        socket.SendEvent("n", System.Text.Encoding.UTF8.GetBytes($"{i}"));
                        started.TrySetResult();
                    }
                },
                done.Token);
            await started.Task;
            return SocketIoConnectResult.Accepted();
        };
        using ProtocolSocket socket = await ConnectAsync();

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"42[\"n\",{i}]"), await socket.ReceiveAsync(1000));
        await sender!;
    }

    [Fact]
    public async Task What_is_held_before_the_reply_is_bounded()
    {
        Handler.OnConnect = static (socket, _) =>
        {
            while (socket.SendEvent("x", new byte[10_000]))
            {
            }

            return new(SocketIoConnectResult.Accepted());
        };
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("40");

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await Handler.ExpectAsync("connect /", "disconnect / SlowConsumer");
    }

    [Fact]
    public async Task A_returning_client_tells_pid_and_offset_and_learns_its_id_and_pid()
    {
        (string? Pid, string? Offset) told = default;
        Handler.OnConnect = (_, request) =>
        {
            told = (request.Pid, request.Offset);
            return new(SocketIoConnectResult.Accepted("old-id", "p1"));
        };
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("40/custom,{\"token\":{\"pid\":\"no\"},\"pid\":\"p1\",\"offset\":\"e-7\"}");

        Assert.Equal("40/custom,{\"sid\":\"old-id\",\"pid\":\"p1\"}", await socket.ReceiveAsync());
        Assert.Equal(("p1", "e-7"), told);
        Assert.Equal("old-id", Handler.Sockets.Single().Id);
    }

    [Theory]
    [InlineData("40{}")]
    [InlineData("40{\"\\ud800\":\"p\"}")]
    [InlineData("40{\"pid\":1,\"offset\":null}")]
    [InlineData("40{\"pid\":\"\\ud800\",\"offset\":{}}")]
    public async Task A_pid_or_offset_that_is_no_string_is_none(string packet)
    {
        (string? Pid, string? Offset) told = ("x", "x");
        Handler.OnConnect = (_, request) =>
        {
            told = (request.Pid, request.Offset);
            return new(SocketIoConnectResult.Accepted());
        };
        using ProtocolSocket socket = await ConnectAsync(packet);

        Assert.Equal((null, null), told);
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("4")]
    [InlineData("40[]")]
    [InlineData("40\"token\"")]
    [InlineData("40{")]
    [InlineData("405{}")]
    [InlineData("42[\"foo\"]")]
    [InlineData("41")]
    [InlineData("43[]")]
    [InlineData("44{}")]
    [InlineData("451-[\"foo\"]")]
    public async Task Anything_else_first_closes_the_session(string packet)
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync(packet);

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binary_first_closes_the_session()
    {
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync(1, 2, 3);

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_CONNECT_of_a_namespace_closes_the_session()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("40");

        Assert.Equal("closed 1002", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /", "disconnect / ParseError");
    }

    [Fact]
    public async Task Several_namespaces_share_a_session_up_to_a_bound()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("40/custom,");
        Assert.StartsWith("40/custom,{", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await socket.SendAsync("40/c2,");
        Assert.Equal("44/c2,{\"message\":\"Too many namespaces\"}", await socket.ReceiveAsync());
        await socket.SendAsync("42[\"a\",1]");
        await socket.SendAsync("42/custom,[\"b\",2]");

        Assert.Equal(["42[\"back\",1]", "42/custom,[\"back\",2]"], await socket.ReceiveAsync(2));
    }

    [Fact]
    public async Task A_session_without_a_namespace_is_closed_in_time()
    {
        using ProtocolSocket silent = await Host.OpenWebSocketAsync();
        using ProtocolSocket connected = await ConnectAsync();
        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, Server.UnconnectedCount);
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.StartsWith("closed", await silent.ReceiveAsync(), StringComparison.Ordinal);
        await connected.SendAsync("42[\"a\"]");
        Assert.Equal("42[\"back\"]", await connected.ReceiveAsync());
    }

    [Fact]
    public async Task Sessions_without_a_namespace_are_bounded()
    {
        using ProtocolSocket first = await Host.OpenWebSocketAsync();
        string second = await Host.OpenPollingAsync();
        using (HttpResponseMessage refused = await Host.GetAsync("EIO=4&transport=polling"))
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        await Host.SendAsync(second, "40");
        Assert.StartsWith("40{", await Host.PollAsync(second), StringComparison.Ordinal);
        Assert.Equal(1, Server.UnconnectedCount);
        using ProtocolSocket third = await Host.OpenWebSocketAsync();
    }

    [Fact]
    public async Task A_handler_that_fails_on_CONNECT_ends_the_session()
    {
        Handler.OnConnect = static (_, _) => throw new InvalidOperationException("expected");
        using ProtocolSocket socket = await Host.OpenWebSocketAsync();
        await socket.SendAsync("40");

        Assert.StartsWith("closed", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await Server.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Server.UnconnectedCount);
    }
}
