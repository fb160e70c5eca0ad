namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Turns an event into the form that one wire sends, once for all its connections.</summary>
internal abstract class WireEncoder
{
    /// <summary>The wire's name in metrics and statistics.</summary>
    public abstract string Name { get; }

    public abstract object Encode(OutboundEvent outbound);
}
