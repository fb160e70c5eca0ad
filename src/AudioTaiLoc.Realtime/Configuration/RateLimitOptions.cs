namespace AudioTaiLoc.Realtime;

/// <summary>How often one user may call: a token bucket per user, or per connection of a guest.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Off with false; on by default.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Calls a second that go on for ever; 20 by default.</summary>
    public int CallsPerSecond { get; set; } = 20;

    /// <summary>Calls at once after a rest; 100 by default.</summary>
    public int Burst { get; set; } = 100;
}
