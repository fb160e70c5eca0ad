using System.Text;
using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>Socket.IO protocol 5, "Packet encoding".</summary>
public sealed class SocketIoPacketParserTests
{
    [Theory]
    [InlineData("0", '0', 0, "/", -1, "")]
    [InlineData("0{\"token\":\"123\"}", '0', 0, "/", -1, "{\"token\":\"123\"}")]
    [InlineData("0/admin", '0', 0, "/admin", -1, "")]
    [InlineData("0/admin,", '0', 0, "/admin", -1, "")]
    [InlineData("0/admin,{\"sid\":\"x\"}", '0', 0, "/admin", -1, "{\"sid\":\"x\"}")]
    [InlineData("1/api/v1/realtime,", '1', 0, "/api/v1/realtime", -1, "")]
    [InlineData("2[\"foo\"]", '2', 0, "/", -1, "[\"foo\"]")]
    [InlineData("2/admin,[\"bar\"]", '2', 0, "/admin", -1, "[\"bar\"]")]
    [InlineData("212[\"foo\"]", '2', 0, "/", 12, "[\"foo\"]")]
    [InlineData("3/admin,13[\"bar\"]", '3', 0, "/admin", 13, "[\"bar\"]")]
    [InlineData("20[]", '2', 0, "/", 0, "[]")]
    [InlineData("29007199254740991[]", '2', 0, "/", 9007199254740991, "[]")]
    [InlineData("51-[\"baz\",{\"_placeholder\":true,\"num\":0}]", '5', 1, "/", -1, "[\"baz\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("52-/admin,[\"baz\"]", '5', 2, "/admin", -1, "[\"baz\"]")]
    [InlineData("612-/admin,456[]", '6', 12, "/admin", 456, "[]")]
    public void Finds_what_stands_before_the_payload(string packet, char type, int attachments, string name, long ackId, string payload)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(packet);

        Assert.True(SocketIoPacketParser.TryParse(bytes, out SocketIoPacket parsed));
        Assert.Equal((byte)type, (byte)parsed.Type);
        Assert.Equal(attachments, parsed.Attachments);
        Assert.Equal(name, Encoding.UTF8.GetString(parsed.Namespace(bytes)));
        Assert.Equal(ackId, parsed.AckId);
        Assert.Equal(payload, Encoding.UTF8.GetString(bytes.AsSpan(parsed.PayloadStart)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("a")]
    [InlineData(" 2[]")]
    [InlineData("5[\"a\"]")]
    [InlineData("5-[\"a\"]")]
    [InlineData("5")]
    [InlineData("51")]
    [InlineData("5a-[]")]
    [InlineData("599999999999-[]")]
    [InlineData("29007199254740992[]")]
    [InlineData("299999999999999999999[]")]
    public void Refuses_what_is_no_packet(string packet) =>
        Assert.False(SocketIoPacketParser.TryParse(Encoding.UTF8.GetBytes(packet), out _));
}
