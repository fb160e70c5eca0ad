using System.Text;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Socket.IO protocol 5, "Packet encoding".</summary>
public sealed class SocketIoEncoderTests
{
    private readonly SocketIoNamespace _main = new("/");
    private readonly SocketIoNamespace _admin = new("/admin");

    [Fact]
    public void Events()
    {
        Assert.Equal("42[\"foo\"]", Text(SocketIoEncoder.Event(_main, "foo", default)));
        Assert.Equal("42/admin,[\"bar\",1,{}]", Text(SocketIoEncoder.Event(_admin, "bar", "1,{}"u8)));
        Assert.Equal("42/admin,[\"bar\",1,\"e-7\"]", Text(SocketIoEncoder.Event(_admin, "bar", "1"u8, "e-7")));
        Assert.Equal("42[\"a\\\"b\\\\€\\n\"]", Text(SocketIoEncoder.Event(_main, "a\"b\\€\n", default)));
    }

    [Fact]
    public void Events_with_attachments()
    {
        SocketIoFrame frame = SocketIoEncoder.Event(
            _admin,
            "baz",
            "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}"u8,
            attachments: [new byte[] { 1, 2 }, new byte[] { 3, 4 }]);

        Assert.Equal("452-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", Text(frame));
        Assert.Equal(new byte[] { 1, 2 }, frame.Head.Next!.Payload.ToArray());
        Assert.Equal(new byte[] { 3, 4 }, frame.Head.Next.Next!.Payload.ToArray());
        Assert.Null(frame.Head.Next.Next.Next);
    }

    [Fact]
    public void Acks()
    {
        Assert.Equal("430[]", Text(SocketIoEncoder.Ack(_main, 0, default)));
        Assert.Equal("43/admin,13[\"bar\"]", Text(SocketIoEncoder.Ack(_admin, 13, "\"bar\""u8)));
        Assert.Equal("461-5[{}]", Text(SocketIoEncoder.Ack(_main, 5, "{}"u8, [new byte[] { 1 }])));
        Assert.Equal("43/admin,7[{\"name\":\"é\"}]", Text(SocketIoEncoder.Ack(_admin, 7, "é", static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, state);
            json.WriteEndObject();
        })));
    }

    [Fact]
    public void An_ack_may_be_written_while_another_one_is()
    {
        SocketIoFrame inner = default;
        SocketIoFrame outer = SocketIoEncoder.Ack(_main, 1, 0, (json, _) =>
        {
            json.WriteStartArray();
            inner = SocketIoEncoder.Ack(_main, 2, 0, static (other, _) => other.WriteNumberValue(5));
            json.WriteEndArray();
        });

        Assert.Equal("431[[]]", Text(outer));
        Assert.Equal("432[5]", Text(inner));
    }

    [Fact]
    public void An_ack_whose_writer_throws_leaves_nothing_behind()
    {
        Assert.Throws<InvalidOperationException>(() => SocketIoEncoder.Ack(_main, 1, 0, static (json, _) =>
        {
            json.WriteStartArray();
            throw new InvalidOperationException("expected");
        }));

        Assert.Equal("432[true]", Text(SocketIoEncoder.Ack(_main, 2, 0, static (json, _) => json.WriteBooleanValue(true))));
    }

    [Fact]
    public void Connection_packets()
    {
        Assert.Equal("40{\"sid\":\"s1\"}", Text(SocketIoEncoder.Connect(_main, "s1", null)));
        Assert.Equal("40/admin,{\"sid\":\"s1\",\"pid\":\"p1\"}", Text(SocketIoEncoder.Connect(_admin, "s1", "p1")));
        Assert.Equal("44{\"message\":\"Not \\\"authorized\\\"\"}", Text(SocketIoEncoder.ConnectError("/"u8, "Not \"authorized\"", default)));
        Assert.Equal(
            "44/admin,{\"message\":\"No\",\"data\":{\"code\":\"forbidden\"}}",
            Text(SocketIoEncoder.ConnectError("/admin"u8, "No", "{\"code\":\"forbidden\"}"u8)));
        Assert.Equal("41", Text(SocketIoEncoder.Disconnect(_main)));
        Assert.Equal("41/admin,", Text(SocketIoEncoder.Disconnect(_admin)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("/a,b")]
    public void A_namespace_that_cannot_be_on_the_wire_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new SocketIoNamespace(name));

    private static string Text(SocketIoFrame frame)
    {
        Assert.False(frame.Head.IsBinary);
        Assert.Equal((byte)EngineIoPacketType.Message, frame.Head.Payload[0]);
        return Encoding.UTF8.GetString(frame.Head.Payload);
    }
}
