namespace AudioTaiLoc.Realtime;

/// <summary>How a node that stops lets its clients go to the others.</summary>
public sealed class DrainOptions
{
    /// <summary>
    /// Over how long connections are closed when the host stops, 0 to 10 minutes; 10 seconds by default, zero for all at once. Never
    /// over more than half of the host's own <c>HostOptions.ShutdownTimeout</c>, and never slower than 100 connections a second: a
    /// host with few clients stops at once.
    /// </summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(10);
}
