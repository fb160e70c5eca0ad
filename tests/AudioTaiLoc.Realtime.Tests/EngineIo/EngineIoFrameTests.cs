using System.Buffers;
using System.Text;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

public sealed class EngineIoFrameTests
{
    [Theory]
    [InlineData(0, new byte[] { 0x81, 1 })]
    [InlineData(124, new byte[] { 0x81, 125 })]
    [InlineData(125, new byte[] { 0x81, 126, 0, 126 })]
    [InlineData(65534, new byte[] { 0x81, 126, 0xFF, 0xFF })]
    [InlineData(65535, new byte[] { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 })]
    public void A_text_message_is_one_final_unmasked_frame(int length, byte[] header)
    {
        byte[] text = new byte[length];
        text.AsSpan().Fill((byte)'x');

        byte[] bytes = EngineIoFrame.Message(text).WebSocketBytes(int.MaxValue).ToArray();

        Assert.Equal(header, bytes[..header.Length]);
        Assert.Equal((byte)'4', bytes[header.Length]);
        Assert.Equal(text, bytes[(header.Length + 1)..]);
    }

    [Fact]
    public void A_binary_message_is_raw_on_a_web_socket_and_base64_in_a_polling_answer()
    {
        EngineIoFrame frame = EngineIoFrame.Binary([1, 2, 3, 4]);

        Assert.Equal(new byte[] { 0x82, 4, 1, 2, 3, 4 }, frame.WebSocketBytes(int.MaxValue).ToArray());
        Assert.Equal("bAQIDBA==", Answer(frame));
    }

    [Fact]
    public void A_polling_answer_separates_packets()
    {
        Assert.Equal("4hello\u001e2\u001ebAQIDBA==\u001e4€", Answer(
            EngineIoFrame.Message("hello"u8), EngineIoFrame.Ping, EngineIoFrame.Binary([1, 2, 3, 4]), EngineIoFrame.Message("€"u8)));
    }

    [Fact]
    public void A_chain_counts_all_its_bytes()
    {
        EngineIoFrame last = EngineIoFrame.Binary(new byte[10]);
        EngineIoFrame head = EngineIoFrame.Message("a"u8, EngineIoFrame.Binary(new byte[20], last));

        Assert.Equal(4 + 22 + 12, head.ChainLength);
        Assert.Equal(4, head.CountedLength);
        Assert.Equal(head.ChainLength, head.CountedChainLength);
    }

    [Fact]
    public void Only_messages_of_the_threshold_and_over_are_compressed_and_only_once()
    {
        EngineIoFrame large = EngineIoFrame.Message(Encoding.UTF8.GetBytes(new string('a', 1000)));
        ReadOnlyMemory<byte> compressed = large.WebSocketBytes(1001);

        Assert.Equal(0xC1, compressed.Span[0]);
        Assert.True(compressed.Length < 100);
        Assert.True(compressed.Equals(large.WebSocketBytes(1001)));
        Assert.Equal(0x81, large.WebSocketBytes(1002).Span[0]);
        Assert.Equal(0x81, EngineIoFrame.Ping.WebSocketBytes(0).Span[0]);
    }

    private static string Answer(params EngineIoFrame[] frames)
    {
        var output = new ArrayBufferWriter<byte>();
        var queue = new Queue<EngineIoFrame>(frames);
        PollingPayloadWriter.Write(output, queue);
        Assert.Equal(PollingPayloadWriter.Length(queue), output.WrittenCount);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
