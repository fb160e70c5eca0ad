namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The entries of one target, linked backwards through their slots; holds the target's name once for all of them.</summary>
internal sealed class EventChain(EventTarget target)
{
    /// <summary>The target; for several users a stand-in, since each slot has its own ids.</summary>
    public EventTarget Target { get; } = target;

    /// <summary>The number of the newest slot.</summary>
    public long Last { get; set; }
}
