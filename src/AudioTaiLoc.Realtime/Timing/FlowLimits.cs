namespace AudioTaiLoc.Realtime.Timing;

/// <summary>How much may come over one connection; a rate of 0 for no limit.</summary>
/// <param name="FramesPerSecond">Messages a second that go on for ever.</param>
/// <param name="FrameBurst">Messages at once after a rest.</param>
/// <param name="BytesPerSecond">Bytes a second that go on for ever.</param>
/// <param name="ByteBurst">Bytes at once after a rest.</param>
internal sealed record FlowLimits(int FramesPerSecond, int FrameBurst, int BytesPerSecond, int ByteBurst);
