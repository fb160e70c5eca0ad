using AudioTaiLoc.Realtime.SocketIo;
using AudioTaiLoc.Realtime.Tests.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Socket.IO protocol 5, "Sending and receiving data" and "Acknowledgement".</summary>
public sealed class MessageTests : SocketIoFixture
{
    internal override SocketIoOptions Options => new() { MaxAttachments = 3, MaxAttachmentBytes = 100, MaxDepth = 8 };

    [Theory]
    [InlineData("42[\"message\",1,\"2\",{\"3\":[true]}]", "42[\"back\",1,\"2\",{\"3\":[true]}]")]
    [InlineData("42[\"message\"]", "42[\"back\"]")]
    [InlineData("42456[\"message\",1,\"2\",{\"3\":[false]}]", "43456[1,\"2\",{\"3\":[false]}]")]
    [InlineData("420[\"message\"]", "430[]")]
    [InlineData("450-[\"message\",1]", "42[\"back\",1]")]
    public async Task Text(string packet, string answer)
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync(packet);

        Assert.Equal(answer, await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("452-[\"m\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "452-[\"back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("452-789[\"m\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    public async Task Binary(string packet, string answer)
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync(packet);
        await socket.SendAsync(1, 2, 3);
        await socket.SendAsync(4, 5, 6);

        Assert.Equal([answer, "<010203>", "<040506>"], await socket.ReceiveAsync(3));
    }

    [Fact]
    public async Task Binary_over_polling()
    {
        string sid = await Host.OpenPollingAsync();
        await Host.SendAsync(sid, "40");
        await Host.PollAsync(sid);
        await Host.SendAsync(sid, "451-[\"m\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");

        Assert.Equal("451-[\"back\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==", await Host.PollAsync(sid));
    }

    [Fact]
    public async Task A_thousand_acks_come_in_order()
    {
        Handler.OnEvent = null;
        using ProtocolSocket socket = await ConnectAsync();
        for (int i = 0; i < 1000; i++)
        {
            await socket.SendAsync($"42{i}[\"m\",{i}]");
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"43{i}[{i}]"), await socket.ReceiveAsync(1000));
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42[]")]
    [InlineData("42")]
    [InlineData("42[1")]
    [InlineData("42abc[\"m\"]")]
    [InlineData("42[\"disconnect\"]")]
    [InlineData("42/unknown,[\"m\"]")]
    [InlineData("42[\"m\",[[[[[[[[1]]]]]]]]]")]
    [InlineData("43[\"no id\"]")]
    [InlineData("431{}")]
    [InlineData("44{\"message\":\"m\"}")]
    [InlineData("41{}")]
    [InlineData("454-[\"m\"]")]
    [InlineData("452147483647-[\"m\"]")]
    public async Task What_is_no_packet_closes_the_session(string packet)
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync(packet);

        Assert.Equal("closed 1002", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /", "disconnect / ParseError");
    }

    [Fact]
    public async Task Acknowledgements_nobody_asked_for_are_ignored()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("431[1]");
        await socket.SendAsync("461-2[{\"_placeholder\":true,\"num\":0}]");
        await socket.SendAsync(1);
        await socket.SendAsync("42[\"after\"]");

        Assert.Equal("42[\"back\"]", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task Text_where_an_attachment_is_due_closes_the_session()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("451-[\"m\",{\"_placeholder\":true,\"num\":0}]");
        await socket.SendAsync("42[\"m\"]");

        Assert.Equal("closed 1002", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /", "disconnect / ParseError");
    }

    [Fact]
    public async Task An_attachment_that_is_not_due_closes_the_session()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync(1, 2, 3);

        Assert.Equal("closed 1002", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task The_bytes_of_all_attachments_are_bounded()
    {
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("452-[\"m\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        await socket.SendAsync(new byte[60]);
        await socket.SendAsync(new byte[41]);

        Assert.Equal("closed 1002", await socket.ReceiveAsync());
        await Handler.ExpectAsync("connect /", "disconnect / ParseError");
    }

    [Fact]
    public async Task Nothing_after_a_broken_packet_is_handled()
    {
        var first = new TaskCompletionSource();
        Handler.OnEvent = (_, name) => name == "first" ? new(first.Task) : default;
        using ProtocolSocket socket = await ConnectAsync();
        await socket.SendAsync("42[\"first\"]");
        await socket.SendAsync("42[\"second\"]");
        await socket.SendAsync("42{}");
        await socket.SendAsync("42[\"never\"]");
        await Handler.ExpectAsync("connect /", "/ first");
        first.SetResult();

        await Handler.ExpectAsync("/ second", "disconnect / ParseError");
    }
}
