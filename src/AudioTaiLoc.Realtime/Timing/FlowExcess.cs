namespace AudioTaiLoc.Realtime.Timing;

/// <summary>What a connection sends too much of.</summary>
internal enum FlowExcess
{
    None,

    /// <summary>Messages, or pieces of one.</summary>
    Frames,

    /// <summary>Bytes.</summary>
    Bytes,
}
