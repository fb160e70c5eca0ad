namespace AudioTaiLoc.Realtime;

/// <summary>
/// How often values are sent: stock, progress, typing, who is online, and the host's own events with a <see cref="EventOptions.ValueKey"/>.
/// The last value always arrives. Events without a key are never held back.
/// </summary>
public sealed class ConflationOptions
{
    /// <summary>How often a second a value whose event is not in <see cref="Rates"/> is sent at most, for each target and key; 0: every one. 10 by default.</summary>
    public double UpdatesPerSecond { get; set; } = 10;

    /// <summary>
    /// How often a second by event name; 0: every one. By default <c>inventory:updated</c> 10, <c>chat:typing</c> 2 and
    /// <c>user:online</c>, <c>user:offline</c> 1. In configuration <c>Conflation:Rates:inventory:updated</c>.
    /// </summary>
    public IDictionary<string, double> Rates { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["inventory:updated"] = 10,
        ["chat:typing"] = 2,
        ["user:online"] = 1,
        ["user:offline"] = 1,
    };

    /// <summary>How many current values a node keeps for those who enter a room, and apart from them as many of those that only who comes back is sent; the one not updated for longest gives way. 10,000 by default.</summary>
    public int MaximumValues { get; set; } = 10_000;

    /// <summary>How many bytes of payload those of each kind may have together. 16 MiB by default.</summary>
    public long MaximumBytes { get; set; } = 16L * 1024 * 1024;
}
