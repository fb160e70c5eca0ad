using AudioTaiLoc.Realtime.Buffers;

namespace AudioTaiLoc.Realtime.Tests.Buffers;

public sealed class FrameWriterTests
{
    [Fact]
    public void Keeps_what_was_written_when_it_grows()
    {
        FrameWriter writer = FrameWriter.Rent();
        for (int i = 0; i < 10_000; i++)
        {
            writer.Write((byte)i);
            writer.Write([(byte)(i + 1), (byte)(i + 2)]);
        }

        Assert.Equal(30_000, writer.Written.Length);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal([(byte)i, (byte)(i + 1), (byte)(i + 2)], writer.Written.Slice(i * 3, 3).ToArray());
        }

        writer.Return();
    }

    [Fact]
    public void Is_empty_when_rented_again_and_two_rented_at_once_are_apart()
    {
        FrameWriter first = FrameWriter.Rent();
        first.Write("first"u8);
        FrameWriter second = FrameWriter.Rent();
        second.Write("second"u8);

        Assert.Equal("first"u8, first.Written);
        Assert.Equal("second"u8, second.Written);
        first.Return();
        Assert.True(FrameWriter.Rent().Written.IsEmpty);
    }

    [Fact]
    public void Refuses_to_advance_past_its_buffer()
    {
        FrameWriter writer = FrameWriter.Rent();

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(writer.GetMemory().Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
    }
}
