namespace AudioTaiLoc.Realtime;

/// <summary>Who is online.</summary>
public sealed class PresenceOptions
{
    /// <summary>Who is told; all signed-in users by default.</summary>
    public PresenceAudience Audience { get; set; } = PresenceAudience.SignedIn;

    /// <summary>How long a node's connections count after the node was last heard of, 3 seconds to 1 hour; 30 seconds by default.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a user whose last connection ended is still online, so that a page that loads anew or a node that stops shows nobody
    /// offline; 5 seconds by default, at most 10 minutes, 0 for not at all.
    /// </summary>
    public TimeSpan ReconnectGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>An authorization policy that <c>presence:list</c> asks for; null: being signed in is enough.</summary>
    public string? ListPolicy { get; set; }
}
