namespace AudioTaiLoc.Realtime;

/// <summary>How far back the embedded event log reaches. What is first exceeded counts.</summary>
public sealed class EventLogOptions
{
    /// <summary>The most entries; 100,000 by default.</summary>
    public int MaximumEntries { get; set; } = 100_000;

    /// <summary>The most payload bytes; 64 MiB by default.</summary>
    public long MaximumBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>The oldest entry; 10 minutes by default.</summary>
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most events one client is replayed at once; who missed more is told <c>recovered: false</c>. 10,000 by default.</summary>
    public int MaximumReplay { get; set; } = 10_000;

    /// <summary>The most payload bytes one client is replayed at once; who missed more is told <c>recovered: false</c>. 4 MiB by default.</summary>
    public int MaximumReplayBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a log may take to answer a client that catches up; after it the client is told <c>recovered: false</c>. 10 seconds by default.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
