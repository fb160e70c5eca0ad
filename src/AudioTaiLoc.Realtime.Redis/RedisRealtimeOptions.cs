using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis;

/// <summary>Settings of the event log, presence and sessions on Redis. Checked when the host starts.</summary>
public sealed class RedisRealtimeOptions
{
    /// <summary>
    /// Where Redis is and how to log in. Its timeouts are replaced by <see cref="Timeout"/>, and a lost connection is always made anew.
    /// </summary>
    public ConfigurationOptions? Configuration { get; set; }

    /// <summary>What all keys begin with, in braces, so that they stay together on a Redis Cluster: 1 to 64 letters, digits, and - _ . : /. Hosts with one prefix are nodes of one cluster. <c>audiotailoc</c> by default.</summary>
    public string KeyPrefix { get; set; } = "audiotailoc";

    /// <summary>
    /// How many streams the event log is spread over, 1 to 16; 1 by default. More than one is for a Redis Cluster, when one Redis is not
    /// enough for the log. The same on all nodes: a host with another number than the log was begun with does not start.
    /// </summary>
    public int Shards { get; set; } = 1;

    /// <summary>How long connecting or a call may take; then it fails as <c>unavailable</c>. 100 milliseconds to 1 minute; 5 seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most entries of the event log, 16 to 100,000,000; 100,000 by default. The same on all nodes. Each of several shards keeps an equal part.</summary>
    public int MaximumEntries { get; set; } = 100_000;

    /// <summary>The oldest entry of the event log, 1 second to 30 days; 10 minutes by default. The same on all nodes.</summary>
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most resumable sessions, 1 to 10,000,000; the oldest give way. 100,000 by default.</summary>
    public int MaximumSessions { get; set; } = 100_000;
}
