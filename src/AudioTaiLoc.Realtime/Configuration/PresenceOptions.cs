namespace AudioTaiLoc.Realtime;

/// <summary>Who is online.</summary>
public sealed class PresenceOptions
{
    /// <summary>Who is told; all signed-in users by default.</summary>
    public PresenceAudience Audience { get; set; } = PresenceAudience.SignedIn;

    /// <summary>How long a node's connections count after the node was last heard of; 30 seconds by default, at least 3.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An authorization policy that <c>presence:list</c> asks for; null: being signed in is enough.</summary>
    public string? ListPolicy { get; set; }
}
