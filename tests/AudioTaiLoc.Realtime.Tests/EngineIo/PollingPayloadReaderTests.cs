using System.Text;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

public sealed class PollingPayloadReaderTests
{
    [Theory]
    [InlineData("4hello", "4:hello")]
    [InlineData("4hello\u001e2\u001e4world", "4:hello", "2:", "4:world")]
    [InlineData("4", "4:")]
    [InlineData("bAQIDBA==\u001e4", "b:AQIDBA==", "4:")]
    public void Splits_a_body_at_the_separator(string body, params string[] packets)
    {
        Assert.Equal(packets, Read(body, out bool malformed));
        Assert.False(malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("7")]
    [InlineData("4a\u001e", "4:a")]
    [InlineData("4a\u001e\u001e4b", "4:a")]
    [InlineData("4a\u001eB\u001e4b", "4:a")]
    public void Stops_at_what_is_no_packet(string body, params string[] before)
    {
        Assert.Equal(before, Read(body, out bool malformed));
        Assert.True(malformed);
    }

    private static List<string> Read(string body, out bool malformed)
    {
        var packets = new List<string>();
        var reader = new PollingPayloadReader(Encoding.UTF8.GetBytes(body));
        while (reader.TryRead(out malformed))
        {
            packets.Add($"{(char)reader.Type}:{Encoding.UTF8.GetString(reader.Data)}");
        }

        return packets;
    }
}
