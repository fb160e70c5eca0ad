using System.Text.Json;
using AudioTaiLoc.Realtime.Configuration;

namespace AudioTaiLoc.Realtime;

/// <summary>
/// Settings of the real-time layer, from the section <c>AudioTaiLoc:Realtime</c>, then from the environment names
/// <c>WEBSOCKET_…</c>, then from the host's code; each wins over the one before. Checked when the host starts.
/// </summary>
public sealed class RealtimeOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "AudioTaiLoc:Realtime";

    /// <summary>The address of both wires: the SignalR hub's path and the Socket.IO namespace. Also <c>WEBSOCKET_NAMESPACE</c>. Default <c>/api/v1/realtime</c>.</summary>
    public string Namespace { get; set; } = "/api/v1/realtime";

    /// <summary>How clients may connect; also <c>WEBSOCKET_TRANSPORTS</c>, a comma list of <c>websocket</c> and <c>polling</c>. Both by default.</summary>
    public RealtimeTransports Transports { get; set; } = RealtimeTransports.WebSocket | RealtimeTransports.Polling;

    /// <summary>
    /// Which other sites' pages may connect: <c>*</c> (without cookies) or a comma list of origins such as <c>https://shop.example</c>;
    /// also <c>WEBSOCKET_CORS_ORIGIN</c>. Null (the default): pages of the same origin, and whom the host's own default CORS policy allows.
    /// </summary>
    public string? CorsOrigin { get; set; }

    /// <summary>How often the server pings, 1 second to 1 hour; also <c>WEBSOCKET_PING_INTERVAL</c> in milliseconds. 25 seconds by default.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long after a ping the client may stay silent; also <c>WEBSOCKET_PING_TIMEOUT</c> in milliseconds. 60 seconds by default.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest message a client may send, in bytes, on both wires; a larger one closes the connection. 64 KiB by default.</summary>
    public int MaximumMessageSize { get; set; } = 64 * 1024;

    /// <summary>The largest payload the host may publish, in bytes of JSON. 1 MiB by default.</summary>
    public int MaximumPayloadSize { get; set; } = 1024 * 1024;

    /// <summary>From how many bytes on an event is compressed (permessage-deflate) for clients whose WebSocket offers it, on both wires; never one that is secret. Null, the default: none is. It costs time per message.</summary>
    public int? CompressionThreshold { get; set; }

    /// <summary>What may wait for one connection that reads slowly, in bytes; over it the connection is closed with <c>slow_consumer</c>. 1 MiB by default.</summary>
    public int MaximumQueuedBytes { get; set; } = 1024 * 1024;

    /// <summary>How long a client may take to send one message, once it has begun; slower ones are cut off. 30 seconds by default.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most rooms one connection may be in. 200 by default.</summary>
    public int MaximumRoomsPerConnection { get; set; } = 200;

    /// <summary>Lets clients connect without a token; they may only call <c>inventory:*</c>, <c>ping</c> and <c>resume</c>, and get, also again, what goes to everyone. False by default.</summary>
    public bool AllowGuests { get; set; }

    /// <summary>Names this process among several. By default the machine's name and a random part.</summary>
    public string NodeId { get; set; } = $"{Environment.MachineName}-{Guid.NewGuid().ToString("n")[..8]}";

    /// <summary>How far back clients can catch up.</summary>
    public EventLogOptions EventLog { get; } = new();

    /// <summary>How often values are sent.</summary>
    public ConflationOptions Conflation { get; } = new();

    /// <summary>How Socket.IO clients come back after a lost connection.</summary>
    public RecoveryOptions Recovery { get; } = new();

    /// <summary>Who is online.</summary>
    public PresenceOptions Presence { get; } = new();

    /// <summary>Chat.</summary>
    public ChatOptions Chat { get; } = new();

    /// <summary>The inbox of notifications.</summary>
    public NotificationOptions Notifications { get; } = new();

    /// <summary>How long grants of a store of the host's choice are remembered.</summary>
    public GrantCacheOptions GrantCache { get; } = new();

    /// <summary>How clients are let go when the host stops.</summary>
    public DrainOptions Drain { get; } = new();

    /// <summary>How much a client, a user and an address may ask of the server.</summary>
    public RateLimitOptions RateLimit { get; } = new();

    /// <summary>How the host's own objects (<c>data</c>, custom payloads) become JSON: camelCase by default. With trimming, add a source-generated resolver.</summary>
    public JsonSerializerOptions PayloadSerializerOptions { get; set; } = PayloadJson.CreateDefault();

    // Faults found while reading configuration, reported with those found by checking.
    internal List<string> ConfigurationFaults { get; } = [];

    // By option, so that a fault can name what was set: the environment name, and the value it gave.
    internal Dictionary<string, (string Name, object Value)> EnvironmentValues { get; } = [];
}
