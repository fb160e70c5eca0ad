using System.Text;
using AudioTaiLoc.Realtime.SocketIo;

namespace AudioTaiLoc.Realtime.Tests.SocketIo;

/// <summary>What is an event, and where its arguments lie.</summary>
public sealed class SocketIoEventTests
{
    [Theory]
    [InlineData("[\"foo\"]", "foo", "", "", 0)]
    [InlineData("[\"foo\",1]", "foo", "1", "1", 1)]
    [InlineData("[ \"foo\" , 1 , \"2\" , {\"3\":[true]} ]", "foo", "1", "1 , \"2\" , {\"3\":[true]} ", 3)]
    [InlineData("[\"foo\",{\"a\":[1,{\"b\":null}]},[],\"]\"]", "foo", "{\"a\":[1,{\"b\":null}]}", "{\"a\":[1,{\"b\":null}]},[],\"]\"", 3)]
    [InlineData("[\"a\\\"b\\u20ac\",-1.5e3]", "a\"b€", "-1.5e3", "-1.5e3", 1)]
    [InlineData("[\"đơn:hàng\",null]", "đơn:hàng", "null", "null", 1)]
    [InlineData("[12,false]", "12", "false", "false", 1)]
    [InlineData("[\"\",{}]", "", "{}", "{}", 1)]
    public void Slices_an_event(string json, string name, string first, string all, int count)
    {
        Assert.True(TryCreate(json, 0, out SocketIoEvent received));
        Assert.Equal(name, Encoding.UTF8.GetString(received.Name.Span));
        Assert.Equal(first, Encoding.UTF8.GetString(received.FirstArgument.Span));
        Assert.Equal(all, Encoding.UTF8.GetString(received.Arguments.Span));
        Assert.Equal(count, received.ArgumentCount);
        Assert.Null(received.AckId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[[\"foo\"]]")]
    [InlineData("\"foo\"")]
    [InlineData("[\"foo\"")]
    [InlineData("[\"foo\",]")]
    [InlineData("[\"foo\"]]")]
    [InlineData("[\"foo\"] 1")]
    [InlineData("[\"foo\",{\"a\":}]")]
    [InlineData("[\"foo\",nul]")]
    [InlineData("[\"foo\"/**/]")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("[\"connect\"]")]
    [InlineData("[\"connect_error\"]")]
    [InlineData("[\"disconnect\"]")]
    [InlineData("[\"disconnecting\"]")]
    [InlineData("[\"newListener\"]")]
    [InlineData("[\"removeListener\"]")]
    [InlineData("[\"dis\\u0063onnect\"]")]
    public void Refuses_what_is_none(string json) => Assert.False(TryCreate(json, 0, out _));

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    [InlineData(100_000, false)]
    public void Bounds_the_depth(int depth, bool accepted) =>
        Assert.Equal(accepted, TryCreate("[\"a\"," + new string('[', depth) + new string(']', depth) + "]", 0, out _));

    [Theory]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":0}]", 1, true)]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":1}]", 1, false)]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":-1}]", 1, false)]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]", 1, false)]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":0.5}]", 1, false)]
    [InlineData("[\"a\",{\"_placeholder\":true}]", 1, false)]
    [InlineData("[\"a\",{\"_placeholder\":false,\"num\":7}]", 1, true)]
    [InlineData("[\"a\",{\"x\":[{\"_placeholder\":true,\"num\":1}]},{\"_placeholder\":true,\"num\":0}]", 2, true)]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]", 1, false)]
    [InlineData("[\"a\",{\"_placeholder\":true,\"num\":0}]", 0, true)]
    [InlineData("[\"a\",{\"_pl\\u0061ceholder\":true,\"num\":1}]", 1, false)]
    [InlineData("[\"a\",{\"\\ud800\":true,\"num\":1}]", 1, true)]
    public void Checks_placeholders_against_attachments(string json, int attachments, bool accepted) =>
        Assert.Equal(accepted, TryCreate(json, attachments, out _));

    private static bool TryCreate(string json, int attachments, out SocketIoEvent received) =>
        SocketIoEvent.TryCreate(Encoding.UTF8.GetBytes(json), -1, new ReadOnlyMemory<byte>[attachments], 16, out received);
}
