namespace AudioTaiLoc.Realtime;

/// <summary>Connection state recovery of Socket.IO clients.</summary>
public sealed class RecoveryOptions
{
    /// <summary>How long a client that lost its connection may take to come back; 2 minutes by default.</summary>
    public TimeSpan MaximumAbsence { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The most sessions the embedded store keeps; the oldest give way. 100,000 by default.</summary>
    public int MaximumSessions { get; set; } = 100_000;
}
