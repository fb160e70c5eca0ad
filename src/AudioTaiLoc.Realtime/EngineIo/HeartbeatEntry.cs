namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>Something that waits on a <see cref="HeartbeatWheel"/>; a base class, so that waiting costs no object of its own.</summary>
internal abstract class HeartbeatEntry
{
    internal HeartbeatEntry? Previous { get; set; }

    internal HeartbeatEntry? Next { get; set; }

    /// <summary>The tick it is due at; -1 when it is not on the wheel.</summary>
    internal long DueTick { get; set; } = -1;

    /// <summary>
    /// Called off the wheel's lock, at or after the time asked for. It may come although the entry was cancelled or moved in
    /// the same instant, so implementers look at their own state.
    /// </summary>
    /// <param name="now">The wheel's time in milliseconds.</param>
    protected internal abstract void Due(long now);
}
