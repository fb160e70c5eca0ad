using System.Buffers;
using System.Buffers.Text;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Puts frames into one polling answer.</summary>
internal static class PollingPayloadWriter
{
    /// <summary>The exact length of the answer.</summary>
    public static int Length(Queue<EngineIoFrame> frames)
    {
        int length = frames.Count - 1;
        foreach (EngineIoFrame frame in frames)
        {
            length += frame.PollingLength;
        }

        return length;
    }

    public static void Write(IBufferWriter<byte> output, Queue<EngineIoFrame> frames)
    {
        bool first = true;
        foreach (EngineIoFrame frame in frames)
        {
            if (!first)
            {
                output.Write([PollingPayloadReader.Separator]);
            }

            first = false;
            if (frame.IsBinary)
            {
                Span<byte> span = output.GetSpan(frame.PollingLength);
                span[0] = (byte)EngineIoPacketType.Base64;
                Base64.EncodeToUtf8(frame.Payload, span[1..], out _, out int written);
                output.Advance(1 + written);
            }
            else
            {
                output.Write(frame.Payload);
            }
        }
    }
}
