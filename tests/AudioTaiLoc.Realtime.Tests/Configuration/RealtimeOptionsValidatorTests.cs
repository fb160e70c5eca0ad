using System.Text.Json;
using AudioTaiLoc.Realtime.Configuration;

namespace AudioTaiLoc.Realtime.Tests.Configuration;

public sealed class RealtimeOptionsValidatorTests
{
    public static TheoryData<string, Action<RealtimeOptions>> Faults => new()
    {
        { "Namespace", options => options.Namespace = "realtime" },
        { "Namespace", options => options.Namespace = "/" },
        { "Namespace", options => options.Namespace = "/realtime/" },
        { "Namespace", options => options.Namespace = "/real time" },
        { "Namespace", options => options.Namespace = "/{id}" },
        { "Namespace", options => options.Namespace = null! },
        { "Namespace", options => options.Namespace = "/" + new string('a', 128) },
        { "Transports", options => options.Transports = RealtimeTransports.None },
        { "Transports", options => options.Transports = (RealtimeTransports)4 },
        { "CorsOrigin", options => options.CorsOrigin = "shop.example" },
        { "CorsOrigin", options => options.CorsOrigin = "https://shop.example/path" },
        { "CorsOrigin", options => options.CorsOrigin = "https://shop.example,*" },
        { "CorsOrigin", options => options.CorsOrigin = "ftp://shop.example" },
        { "CorsOrigin", options => options.CorsOrigin = "https://shop.example," },
        { "PingInterval", options => options.PingInterval = TimeSpan.FromMilliseconds(999) },
        { "PingTimeout", options => options.PingTimeout = TimeSpan.FromHours(1.01) },
        { "MaximumMessageSize", options => options.MaximumMessageSize = 1023 },
        { "MaximumPayloadSize", options => options.MaximumPayloadSize = 0 },
        { "MaximumQueuedBytes", options => options.MaximumQueuedBytes = -1 },
        { "MaximumRoomsPerConnection", options => options.MaximumRoomsPerConnection = 0 },
        { "NodeId", options => options.NodeId = "" },
        { "PayloadSerializerOptions", options => options.PayloadSerializerOptions = null! },
        { "EventLog:MaximumEntries", options => options.EventLog.MaximumEntries = 15 },
        { "EventLog:MaximumBytes", options => options.EventLog.MaximumBytes = 0 },
        { "EventLog:MaximumAge", options => options.EventLog.MaximumAge = TimeSpan.Zero },
        { "EventLog:MaximumReplay", options => options.EventLog.MaximumReplay = 0 },
        { "Conflation:UpdatesPerSecond", options => options.Conflation.UpdatesPerSecond = -1 },
        { "Conflation:Rates:price", options => options.Conflation.Rates["price"] = 0.001 },
        { "Conflation:MaximumValues", options => options.Conflation.MaximumValues = 0 },
        { "Conflation:MaximumBytes", options => options.Conflation.MaximumBytes = 1 },
        { "CompressionThreshold", options => options.CompressionThreshold = -1 },
        { "Recovery:MaximumAbsence", options => options.Recovery.MaximumAbsence = TimeSpan.Zero },
        { "Recovery:MaximumSessions", options => options.Recovery.MaximumSessions = 0 },
        { "Presence:Audience", options => options.Presence.Audience = (PresenceAudience)9 },
        { "Presence:LeaseDuration", options => options.Presence.LeaseDuration = TimeSpan.FromSeconds(2) },
        { "Presence:ReconnectGrace", options => options.Presence.ReconnectGrace = TimeSpan.FromMinutes(11) },
        { "Chat:MaximumMessageLength", options => options.Chat.MaximumMessageLength = 0 },
        { "Chat:MaximumParticipants", options => options.Chat.MaximumParticipants = 1 },
        { "Notifications:InboxSize", options => options.Notifications.InboxSize = 0 },
        { "Notifications:InboxAge", options => options.Notifications.InboxAge = TimeSpan.Zero },
        { "GrantCache:Duration", options => options.GrantCache.Duration = TimeSpan.FromSeconds(-1) },
        { "GrantCache:Duration", options => options.GrantCache.Duration = TimeSpan.FromMinutes(11) },
        { "GrantCache:MaximumEntries", options => options.GrantCache.MaximumEntries = 0 },
        { "Drain:Duration", options => options.Drain.Duration = TimeSpan.FromSeconds(-1) },
        { "Drain:Duration", options => options.Drain.Duration = TimeSpan.FromMinutes(11) },
        { "RateLimit:CallsPerSecond", options => options.RateLimit.CallsPerSecond = 0 },
        { "RateLimit:Burst", options => options.RateLimit.Burst = 0 },
        { "RateLimit:MaximumRefusals", options => options.RateLimit.MaximumRefusals = -1 },
        { "RateLimit:RefusalWindow", options => options.RateLimit.RefusalWindow = TimeSpan.Zero },
        { "RateLimit:ConnectionsPerUser", options => options.RateLimit.ConnectionsPerUser = -1 },
        { "RateLimit:ConnectionsPerAddress", options => options.RateLimit.ConnectionsPerAddress = -1 },
        { "RateLimit:HandshakesPerSecond", options => options.RateLimit.HandshakesPerSecond = -1 },
        { "RateLimit:HandshakeBurst", options => options.RateLimit.HandshakeBurst = 0 },
        { "RateLimit:FramesPerSecond", options => options.RateLimit.FramesPerSecond = -1 },
        { "RateLimit:FrameBurst", options => options.RateLimit.FrameBurst = 0 },
        { "RateLimit:BytesPerSecond", options => options.RateLimit.BytesPerSecond = -1 },
        { "RateLimit:ByteBurst", options => options.RateLimit.ByteBurst = 0 },
        { "RateLimit:Events:chat:history:Cost", options => options.RateLimit.Events["chat:history"].Cost = 0 },
        { "RateLimit:Events:ping:CallsPerSecond", options => options.RateLimit.Events["ping"] = new EventRateLimit { CallsPerSecond = -1 } },
        { "RateLimit:Events:ping:Burst", options => options.RateLimit.Events["ping"] = new EventRateLimit { Burst = -1 } },
        { "MessageTimeout", options => options.MessageTimeout = TimeSpan.Zero },
        { "EventLog:MaximumReplayBytes", options => options.EventLog.MaximumReplayBytes = 0 },
        { "EventLog:ReadTimeout", options => options.EventLog.ReadTimeout = TimeSpan.Zero },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_names_its_key(string key, Action<RealtimeOptions> spoil)
    {
        var options = new RealtimeOptions();
        spoil(options);

        var fault = Assert.Single(new RealtimeOptionsValidator().Validate(null, options).Failures!);

        Assert.StartsWith($"AudioTaiLoc:Realtime:{key} must", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var options = new RealtimeOptions { Namespace = "x", MaximumMessageSize = 0, CorsOrigin = "a,b" };
        options.ConfigurationFaults.Add("WEBSOCKET_PING_INTERVAL: 'soon' is not milliseconds or hh:mm:ss.");

        Assert.Equal(5, new RealtimeOptionsValidator().Validate(null, options).Failures!.Count());
    }

    [Fact]
    public void Serializer_options_without_a_resolver_need_reflection()
    {
        var options = new RealtimeOptions { PayloadSerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web) };

        Assert.True(new RealtimeOptionsValidator { HasReflection = true }.Validate(null, options).Succeeded);
        var fault = Assert.Single(new RealtimeOptionsValidator { HasReflection = false }.Validate(null, options).Failures!);
        Assert.StartsWith("AudioTaiLoc:Realtime:PayloadSerializerOptions must have a TypeInfoResolver", fault, StringComparison.Ordinal);
        Assert.True(new RealtimeOptionsValidator { HasReflection = false }.Validate(null, new RealtimeOptions()).Succeeded);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://shop.example")]
    [InlineData("https://shop.example, http://localhost:5173")]
    [InlineData("HTTPS://Shop.Example")]
    public void An_origin_is_taken(string origins) =>
        Assert.True(new RealtimeOptionsValidator().Validate(null, new RealtimeOptions { CorsOrigin = origins }).Succeeded);
}
