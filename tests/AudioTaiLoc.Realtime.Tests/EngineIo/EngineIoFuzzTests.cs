using System.Buffers;
using System.Text;
using AudioTaiLoc.Realtime.EngineIo;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

/// <summary>Hostile polling bodies against the codec alone.</summary>
public sealed class EngineIoFuzzTests
{
    [Fact]
    public void The_packets_of_a_body_are_the_body_again()
    {
        var input = new FuzzInput(FuzzInput.Seed);
        for (int i = 0; i < FuzzInput.Iterations; i++)
        {
            byte[] body = input.Next();
            var parts = new List<byte[]>();
            var reader = new PollingPayloadReader(body);
            bool malformed;
            while (reader.TryRead(out malformed))
            {
                parts.Add([(byte)reader.Type, .. reader.Data]);
            }

            byte[] read = Join(parts);
            Assert.True(malformed ? body.AsSpan().StartsWith(read) : body.AsSpan().SequenceEqual(read), Convert.ToHexString(body));
        }
    }

    [Fact]
    public void Any_packet_framed_is_found_again_in_a_polling_answer()
    {
        var input = new FuzzInput(FuzzInput.Seed + 1);
        for (int i = 0; i < FuzzInput.Iterations; i++)
        {
            byte[] data = input.Next();
            bool binary = input.Random.Next(2) == 0 || data.Contains(PollingPayloadReader.Separator);
            EngineIoFrame frame = binary ? EngineIoFrame.Binary(data) : EngineIoFrame.Message(data);
            var output = new ArrayBufferWriter<byte>();
            PollingPayloadWriter.Write(output, new Queue<EngineIoFrame>([EngineIoFrame.Noop, frame]));
            var reader = new PollingPayloadReader(output.WrittenSpan);

            Assert.True(reader.TryRead(out _));
            Assert.True(reader.TryRead(out _));
            Assert.Equal(data, binary ? Convert.FromBase64String(Encoding.ASCII.GetString(reader.Data)) : reader.Data.ToArray());
            Assert.False(reader.TryRead(out bool malformed));
            Assert.False(malformed);
        }
    }

    private static byte[] Join(List<byte[]> parts) =>
        [.. parts.SelectMany((part, i) => i == 0 ? part : [PollingPayloadReader.Separator, .. part])];
}
