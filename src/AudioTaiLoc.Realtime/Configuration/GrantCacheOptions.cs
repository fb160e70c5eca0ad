namespace AudioTaiLoc.Realtime;

/// <summary>How long a node goes by what a store of the host's choice has said about a grant; the embedded store is always asked itself.</summary>
public sealed class GrantCacheOptions
{
    /// <summary>
    /// How long a grant that was found is not looked up again, at most 10 minutes; 30 seconds by default, zero for no cache. A revoke
    /// ends it at once on every node that hears the event log; this is the bound for one that does not.
    /// </summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most grants that are remembered; the oldest make room. 10,000 by default, some 3 MB.</summary>
    public int MaximumEntries { get; set; } = 10_000;
}
