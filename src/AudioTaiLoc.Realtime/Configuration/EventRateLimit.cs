namespace AudioTaiLoc.Realtime;

/// <summary>What one kind of call costs, and how often it may come on its own.</summary>
public sealed class EventRateLimit
{
    /// <summary>How many of the user's calls one such call counts as, 1 to 10,000; 1 by default. More than <see cref="RateLimitOptions.Burst"/> counts as that.</summary>
    public int Cost { get; set; } = 1;

    /// <summary>Calls of this name a second that go on for ever, for each user; 0, the default, for no limit of its own.</summary>
    public int CallsPerSecond { get; set; }

    /// <summary>Calls of this name at once after a rest; 0, the default, for ten times <see cref="CallsPerSecond"/>.</summary>
    public int Burst { get; set; }
}
