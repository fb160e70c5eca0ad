namespace AudioTaiLoc.Realtime;

/// <summary>
/// How much one client, one user and one address may ask of the server. Every value may change while the server runs, and
/// counts from then on for connections that are there already. 0 switches a limit off where that is said.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>All limits of this section off with false; on by default.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Only counts and logs what would be refused, and refuses nothing; false by default.</summary>
    public bool IsShadow { get; set; }

    /// <summary>Calls a second that go on for ever, for each user over all connections, or each connection of a guest; 20 by default.</summary>
    public int CallsPerSecond { get; set; } = 20;

    /// <summary>Calls at once after a rest; 100 by default.</summary>
    public int Burst { get; set; } = 100;

    /// <summary>Calls that cost more than one, or have a limit of their own, by name. By default those that read lists cost 5.</summary>
    public IDictionary<string, EventRateLimit> Events { get; } = new Dictionary<string, EventRateLimit>(StringComparer.Ordinal)
    {
        ["chat:history"] = new() { Cost = 5 },
        ["chat:conversations"] = new() { Cost = 5 },
        ["chat:create"] = new() { Cost = 5 },
        ["notification:list"] = new() { Cost = 5 },
        ["presence:list"] = new() { Cost = 5 },
        ["resume"] = new() { Cost = 5 },
    };

    /// <summary>How many calls of a connection may be refused as <c>rate_limited</c> or <c>unknown_event</c> within <see cref="RefusalWindow"/> before it is closed; 100 by default, 0 for no limit.</summary>
    public int MaximumRefusals { get; set; } = 100;

    /// <summary>How long a refusal is held against a connection; 1 minute by default.</summary>
    public TimeSpan RefusalWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Connections of one user to this node; 50 by default, 0 for no limit.</summary>
    public int ConnectionsPerUser { get; set; } = 50;

    /// <summary>Connections from one address (IPv6: one /64 network) to this node; 1,000 by default, 0 for no limit. Behind a proxy the host has to use forwarded headers.</summary>
    public int ConnectionsPerAddress { get; set; } = 1000;

    /// <summary>New connections a second from one address that go on for ever, whether they get in or not; 50 by default, 0 for no limit.</summary>
    public int HandshakesPerSecond { get; set; } = 50;

    /// <summary>New connections from one address at once after a rest; 1,000 by default.</summary>
    public int HandshakeBurst { get; set; } = 1000;

    /// <summary>Messages a second that a connection may send for ever, whatever is in them; 100 by default, 0 for no limit.</summary>
    public int FramesPerSecond { get; set; } = 100;

    /// <summary>Messages at once after a rest; 500 by default.</summary>
    public int FrameBurst { get; set; } = 500;

    /// <summary>Bytes a second that a connection may send for ever; 256 KiB by default, 0 for no limit.</summary>
    public int BytesPerSecond { get; set; } = 256 * 1024;

    /// <summary>Bytes at once after a rest; 2 MiB by default. One message of <see cref="RealtimeOptions.MaximumMessageSize"/> is never too much.</summary>
    public int ByteBurst { get; set; } = 2 * 1024 * 1024;
}
