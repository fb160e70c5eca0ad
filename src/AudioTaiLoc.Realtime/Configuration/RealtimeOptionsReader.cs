using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>
/// Fills the options from the section, then from the environment names of the Node module. Written out key by key:
/// the stock binder stops at the first fault, and cannot be trimmed without a generator.
/// </summary>
internal sealed class RealtimeOptionsReader(IConfiguration? configuration = null) : IConfigureOptions<RealtimeOptions>
{
    public void Configure(RealtimeOptions options)
    {
        if (configuration is null)
        {
            return;
        }

        ReadSection(new ConfigurationKeys(configuration.GetSection(RealtimeOptions.SectionName), options.ConfigurationFaults), options);
        ReadEnvironmentNames(new ConfigurationKeys(configuration, options.ConfigurationFaults), options);
    }

    private static void ReadSection(ConfigurationKeys keys, RealtimeOptions options)
    {
        keys.Text(nameof(options.Namespace), value => options.Namespace = value);
        keys.Transports(nameof(options.Transports), value => options.Transports = value);
        keys.Text(nameof(options.CorsOrigin), value => options.CorsOrigin = value);
        keys.Span(nameof(options.PingInterval), value => options.PingInterval = value);
        keys.Span(nameof(options.PingTimeout), value => options.PingTimeout = value);
        keys.Whole(nameof(options.MaximumMessageSize), value => options.MaximumMessageSize = value);
        keys.Whole(nameof(options.MaximumPayloadSize), value => options.MaximumPayloadSize = value);
        keys.Whole(nameof(options.CompressionThreshold), value => options.CompressionThreshold = value);
        keys.Whole(nameof(options.MaximumQueuedBytes), value => options.MaximumQueuedBytes = value);
        keys.Span(nameof(options.MessageTimeout), value => options.MessageTimeout = value);
        keys.Whole(nameof(options.MaximumRoomsPerConnection), value => options.MaximumRoomsPerConnection = value);
        keys.Flag(nameof(options.AllowGuests), value => options.AllowGuests = value);
        keys.Text(nameof(options.NodeId), value => options.NodeId = value);

        keys.Whole("EventLog:MaximumEntries", value => options.EventLog.MaximumEntries = value);
        keys.Large("EventLog:MaximumBytes", value => options.EventLog.MaximumBytes = value);
        keys.Span("EventLog:MaximumAge", value => options.EventLog.MaximumAge = value);
        keys.Whole("EventLog:MaximumReplay", value => options.EventLog.MaximumReplay = value);
        keys.Whole("EventLog:MaximumReplayBytes", value => options.EventLog.MaximumReplayBytes = value);
        keys.Span("EventLog:ReadTimeout", value => options.EventLog.ReadTimeout = value);

        keys.Real("Conflation:UpdatesPerSecond", value => options.Conflation.UpdatesPerSecond = value);
        keys.Reals("Conflation:Rates", (name, value) => options.Conflation.Rates[name] = value);
        keys.Whole("Conflation:MaximumValues", value => options.Conflation.MaximumValues = value);
        keys.Large("Conflation:MaximumBytes", value => options.Conflation.MaximumBytes = value);

        keys.Span("Recovery:MaximumAbsence", value => options.Recovery.MaximumAbsence = value);
        keys.Whole("Recovery:MaximumSessions", value => options.Recovery.MaximumSessions = value);

        keys.Choice<PresenceAudience>("Presence:Audience", value => options.Presence.Audience = value);
        keys.Span("Presence:LeaseDuration", value => options.Presence.LeaseDuration = value);
        keys.Span("Presence:ReconnectGrace", value => options.Presence.ReconnectGrace = value);
        keys.Text("Presence:ListPolicy", value => options.Presence.ListPolicy = value);

        keys.Whole("Chat:MaximumMessageLength", value => options.Chat.MaximumMessageLength = value);
        keys.Whole("Chat:MaximumParticipants", value => options.Chat.MaximumParticipants = value);
        keys.Text("Chat:StaffPolicy", value => options.Chat.StaffPolicy = value);

        keys.Whole("Notifications:InboxSize", value => options.Notifications.InboxSize = value);
        keys.Span("Notifications:InboxAge", value => options.Notifications.InboxAge = value);

        keys.Span("GrantCache:Duration", value => options.GrantCache.Duration = value);
        keys.Whole("GrantCache:MaximumEntries", value => options.GrantCache.MaximumEntries = value);

        keys.Span("Drain:Duration", value => options.Drain.Duration = value);

        ReadRateLimits(keys, options.RateLimit);
    }

    private static void ReadRateLimits(ConfigurationKeys keys, RateLimitOptions limits)
    {
        keys.Flag("RateLimit:IsEnabled", value => limits.IsEnabled = value);
        keys.Flag("RateLimit:IsShadow", value => limits.IsShadow = value);
        keys.Whole("RateLimit:CallsPerSecond", value => limits.CallsPerSecond = value);
        keys.Whole("RateLimit:Burst", value => limits.Burst = value);
        keys.Whole("RateLimit:MaximumRefusals", value => limits.MaximumRefusals = value);
        keys.Span("RateLimit:RefusalWindow", value => limits.RefusalWindow = value);
        keys.Whole("RateLimit:ConnectionsPerUser", value => limits.ConnectionsPerUser = value);
        keys.Whole("RateLimit:ConnectionsPerAddress", value => limits.ConnectionsPerAddress = value);
        keys.Whole("RateLimit:HandshakesPerSecond", value => limits.HandshakesPerSecond = value);
        keys.Whole("RateLimit:HandshakeBurst", value => limits.HandshakeBurst = value);
        keys.Whole("RateLimit:FramesPerSecond", value => limits.FramesPerSecond = value);
        keys.Whole("RateLimit:FrameBurst", value => limits.FrameBurst = value);
        keys.Whole("RateLimit:BytesPerSecond", value => limits.BytesPerSecond = value);
        keys.Whole("RateLimit:ByteBurst", value => limits.ByteBurst = value);
        foreach (var name in keys.GroupsBelow("RateLimit:Events"))
        {
            var limit = limits.Events.TryGetValue(name, out var known) ? known : limits.Events[name] = new EventRateLimit();
            var key = "RateLimit:Events:" + name;
            keys.Whole(key + ":Cost", value => limit.Cost = value);
            keys.Whole(key + ":CallsPerSecond", value => limit.CallsPerSecond = value);
            keys.Whole(key + ":Burst", value => limit.Burst = value);
        }
    }

    private static void ReadEnvironmentNames(ConfigurationKeys keys, RealtimeOptions options)
    {
        var given = options.EnvironmentValues;
        keys.Text("WEBSOCKET_NAMESPACE", value => given[nameof(options.Namespace)] = ("WEBSOCKET_NAMESPACE", options.Namespace = value));
        keys.Transports("WEBSOCKET_TRANSPORTS", value => given[nameof(options.Transports)] = ("WEBSOCKET_TRANSPORTS", options.Transports = value));
        keys.Text("WEBSOCKET_CORS_ORIGIN", value => given[nameof(options.CorsOrigin)] = ("WEBSOCKET_CORS_ORIGIN", options.CorsOrigin = value));
        keys.Span("WEBSOCKET_PING_INTERVAL", value => given[nameof(options.PingInterval)] = ("WEBSOCKET_PING_INTERVAL", options.PingInterval = value));
        keys.Span("WEBSOCKET_PING_TIMEOUT", value => given[nameof(options.PingTimeout)] = ("WEBSOCKET_PING_TIMEOUT", options.PingTimeout = value));
    }
}
