namespace AudioTaiLoc.Realtime.Timing;

/// <summary>Counts what one connection sends, below everything that looks into it. Only one thread at a time may count.</summary>
internal struct FlowMeter
{
    // A piece of a message smaller than this was cut so by its sender, not by the network.
    private const int SmallestPiece = 256;

    private LeakyBucket _frames;
    private LeakyBucket _bytes;

    /// <summary>Whether a piece of an unfinished message counts as a frame.</summary>
    public static bool IsTiny(long length) => length < SmallestPiece;

    /// <summary>Counts, and tells what there is too much of.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <param name="frames">Messages that came.</param>
    /// <param name="bytes">Bytes that came.</param>
    /// <param name="limits">What is allowed now.</param>
    public FlowExcess Count(long now, int frames, int bytes, FlowLimits limits)
    {
        if (limits.FramesPerSecond > 0 && !_frames.TryAdd(now, frames, limits.FramesPerSecond, limits.FrameBurst))
        {
            return FlowExcess.Frames;
        }

        return limits.BytesPerSecond > 0 && !_bytes.TryAdd(now, bytes, limits.BytesPerSecond, limits.ByteBurst)
            ? FlowExcess.Bytes
            : FlowExcess.None;
    }
}
