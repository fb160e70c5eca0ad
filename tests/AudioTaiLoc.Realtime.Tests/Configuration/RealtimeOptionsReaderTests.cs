using AudioTaiLoc.Realtime.Configuration;
using Microsoft.Extensions.Configuration;

namespace AudioTaiLoc.Realtime.Tests.Configuration;

public sealed class RealtimeOptionsReaderTests
{
    [Fact]
    public void Without_configuration_the_documents_defaults_hold()
    {
        var options = new RealtimeOptions();
        new RealtimeOptionsReader().Configure(options);

        Assert.Equal("/api/v1/realtime", options.Namespace);
        Assert.Equal((25_000, 60_000), (options.PingInterval.TotalMilliseconds, options.PingTimeout.TotalMilliseconds));
        Assert.Equal(RealtimeTransports.WebSocket | RealtimeTransports.Polling, options.Transports);
        Assert.Equal(64 * 1024, options.MaximumMessageSize);
        Assert.Null(options.CorsOrigin);
        Assert.False(options.AllowGuests);
        Assert.True(new RealtimeOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Every_key_of_the_section_is_read()
    {
        var options = Read(
            ("AudioTaiLoc:Realtime:Namespace", "/live"),
            ("AudioTaiLoc:Realtime:Transports", "polling"),
            ("AudioTaiLoc:Realtime:CorsOrigin", "https://shop.example"),
            ("AudioTaiLoc:Realtime:PingInterval", "00:00:10"),
            ("AudioTaiLoc:Realtime:PingTimeout", "5000"),
            ("AudioTaiLoc:Realtime:MaximumMessageSize", "2048"),
            ("AudioTaiLoc:Realtime:MaximumPayloadSize", "4096"),
            ("AudioTaiLoc:Realtime:MaximumQueuedBytes", "32768"),
            ("AudioTaiLoc:Realtime:MaximumRoomsPerConnection", "7"),
            ("AudioTaiLoc:Realtime:AllowGuests", "true"),
            ("AudioTaiLoc:Realtime:NodeId", "node-1"),
            ("AudioTaiLoc:Realtime:EventLog:MaximumEntries", "100"),
            ("AudioTaiLoc:Realtime:EventLog:MaximumBytes", "9000000000"),
            ("AudioTaiLoc:Realtime:EventLog:MaximumAge", "01:00:00"),
            ("AudioTaiLoc:Realtime:EventLog:MaximumReplay", "50"),
            ("AudioTaiLoc:Realtime:CompressionThreshold", "512"),
            ("AudioTaiLoc:Realtime:Conflation:UpdatesPerSecond", "0.5"),
            ("AudioTaiLoc:Realtime:Conflation:Rates:inventory:updated", "4"),
            ("AudioTaiLoc:Realtime:Conflation:Rates:price", "0"),
            ("AudioTaiLoc:Realtime:Conflation:MaximumValues", "8"),
            ("AudioTaiLoc:Realtime:Conflation:MaximumBytes", "70000"),
            ("AudioTaiLoc:Realtime:Recovery:MaximumAbsence", "00:01:00"),
            ("AudioTaiLoc:Realtime:Recovery:MaximumSessions", "9"),
            ("AudioTaiLoc:Realtime:Presence:Audience", "watchers"),
            ("AudioTaiLoc:Realtime:Presence:LeaseDuration", "6000"),
            ("AudioTaiLoc:Realtime:Presence:ReconnectGrace", "00:00:07"),
            ("AudioTaiLoc:Realtime:Presence:ListPolicy", "list"),
            ("AudioTaiLoc:Realtime:Chat:MaximumMessageLength", "10"),
            ("AudioTaiLoc:Realtime:Chat:MaximumParticipants", "3"),
            ("AudioTaiLoc:Realtime:Chat:StaffPolicy", "staff"),
            ("AudioTaiLoc:Realtime:Notifications:InboxSize", "5"),
            ("AudioTaiLoc:Realtime:Notifications:InboxAge", "1.00:00:00"),
            ("AudioTaiLoc:Realtime:GrantCache:Duration", "00:00:05"),
            ("AudioTaiLoc:Realtime:GrantCache:MaximumEntries", "77"),
            ("AudioTaiLoc:Realtime:Drain:Duration", "00:00:33"),
            ("AudioTaiLoc:Realtime:RateLimit:IsEnabled", "False"),
            ("AudioTaiLoc:Realtime:RateLimit:CallsPerSecond", "2"),
            ("AudioTaiLoc:Realtime:RateLimit:Burst", "4"),
            ("AudioTaiLoc:Realtime:RateLimit:IsShadow", "true"),
            ("AudioTaiLoc:Realtime:RateLimit:MaximumRefusals", "5"),
            ("AudioTaiLoc:Realtime:RateLimit:RefusalWindow", "00:00:06"),
            ("AudioTaiLoc:Realtime:RateLimit:ConnectionsPerUser", "7"),
            ("AudioTaiLoc:Realtime:RateLimit:ConnectionsPerAddress", "8"),
            ("AudioTaiLoc:Realtime:RateLimit:HandshakesPerSecond", "9"),
            ("AudioTaiLoc:Realtime:RateLimit:HandshakeBurst", "10"),
            ("AudioTaiLoc:Realtime:RateLimit:FramesPerSecond", "11"),
            ("AudioTaiLoc:Realtime:RateLimit:FrameBurst", "12"),
            ("AudioTaiLoc:Realtime:RateLimit:BytesPerSecond", "13"),
            ("AudioTaiLoc:Realtime:RateLimit:ByteBurst", "1400"),
            ("AudioTaiLoc:Realtime:RateLimit:Events:chat:history:Cost", "15"),
            ("AudioTaiLoc:Realtime:RateLimit:Events:chat:typing:CallsPerSecond", "16"),
            ("AudioTaiLoc:Realtime:RateLimit:Events:ping:Burst", "17"),
            ("AudioTaiLoc:Realtime:MessageTimeout", "18000"),
            ("AudioTaiLoc:Realtime:EventLog:MaximumReplayBytes", "1900"),
            ("AudioTaiLoc:Realtime:EventLog:ReadTimeout", "2000"));

        Assert.Equal(("/live", RealtimeTransports.Polling, "https://shop.example"), (options.Namespace, options.Transports, options.CorsOrigin));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)), (options.PingInterval, options.PingTimeout));
        Assert.Equal((2048, 4096, 32768, 7), (options.MaximumMessageSize, options.MaximumPayloadSize, options.MaximumQueuedBytes, options.MaximumRoomsPerConnection));
        Assert.Equal((true, "node-1"), (options.AllowGuests, options.NodeId));
        Assert.Equal((100, 9_000_000_000, TimeSpan.FromHours(1), 50), (options.EventLog.MaximumEntries, options.EventLog.MaximumBytes, options.EventLog.MaximumAge, options.EventLog.MaximumReplay));
        Assert.Equal((PresenceAudience.Watchers, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7), "list"), (options.Presence.Audience, options.Presence.LeaseDuration, options.Presence.ReconnectGrace, options.Presence.ListPolicy));
        Assert.Equal((512, TimeSpan.FromMinutes(1), 9), (options.CompressionThreshold, options.Recovery.MaximumAbsence, options.Recovery.MaximumSessions));
        Assert.Equal((10, 3, "staff"), (options.Chat.MaximumMessageLength, options.Chat.MaximumParticipants, options.Chat.StaffPolicy));
        Assert.Equal((0.5, 8, 70_000), (options.Conflation.UpdatesPerSecond, options.Conflation.MaximumValues, options.Conflation.MaximumBytes));
        Assert.Equal((4, 0, 2), (options.Conflation.Rates["inventory:updated"], options.Conflation.Rates["price"], options.Conflation.Rates["chat:typing"]));
        Assert.Equal((5, TimeSpan.FromDays(1)), (options.Notifications.InboxSize, options.Notifications.InboxAge));
        Assert.Equal((TimeSpan.FromSeconds(5), 77), (options.GrantCache.Duration, options.GrantCache.MaximumEntries));
        Assert.Equal(33, options.Drain.Duration.TotalSeconds);
        Assert.Equal((false, 2, 4), (options.RateLimit.IsEnabled, options.RateLimit.CallsPerSecond, options.RateLimit.Burst));
        var limits = options.RateLimit;
        Assert.Equal((true, 5, 6), (limits.IsShadow, limits.MaximumRefusals, limits.RefusalWindow.TotalSeconds));
        Assert.Equal((7, 8, 9, 10), (limits.ConnectionsPerUser, limits.ConnectionsPerAddress, limits.HandshakesPerSecond, limits.HandshakeBurst));
        Assert.Equal((11, 12, 13, 1400), (limits.FramesPerSecond, limits.FrameBurst, limits.BytesPerSecond, limits.ByteBurst));
        Assert.Equal((15, 16, 17), (limits.Events["chat:history"].Cost, limits.Events["chat:typing"].CallsPerSecond, limits.Events["ping"].Burst));
        Assert.Equal((18, 1900, 2), (options.MessageTimeout.TotalSeconds, options.EventLog.MaximumReplayBytes, options.EventLog.ReadTimeout.TotalSeconds));
        Assert.Empty(options.ConfigurationFaults);
    }

    [Fact]
    public void The_environment_names_win_over_the_section()
    {
        var options = Read(
            ("AudioTaiLoc:Realtime:Namespace", "/live"),
            ("AudioTaiLoc:Realtime:PingInterval", "1000"),
            ("WEBSOCKET_NAMESPACE", "/api/v2/realtime"),
            ("WEBSOCKET_TRANSPORTS", "websocket, polling"),
            ("WEBSOCKET_CORS_ORIGIN", "*"),
            ("WEBSOCKET_PING_INTERVAL", "30000"),
            ("WEBSOCKET_PING_TIMEOUT", "20000"));

        Assert.Equal(("/api/v2/realtime", "*"), (options.Namespace, options.CorsOrigin));
        Assert.Equal((30, 20), (options.PingInterval.TotalSeconds, options.PingTimeout.TotalSeconds));
        Assert.Equal(RealtimeTransports.WebSocket | RealtimeTransports.Polling, options.Transports);
    }

    [Fact]
    public void An_empty_value_is_no_value()
    {
        var options = Read(("WEBSOCKET_PING_INTERVAL", ""), ("WEBSOCKET_NAMESPACE", ""), ("AudioTaiLoc:Realtime:NodeId", ""));

        Assert.Equal((25, "/api/v1/realtime"), (options.PingInterval.TotalSeconds, options.Namespace));
        Assert.NotEmpty(options.NodeId);
    }

    [Theory]
    [InlineData("WEBSOCKET_PING_INTERVAL", "soon")]
    [InlineData("WEBSOCKET_PING_INTERVAL", "1e3")]
    [InlineData("WEBSOCKET_TRANSPORTS", "websocket,carrier-pigeon")]
    [InlineData("WEBSOCKET_TRANSPORTS", ",")]
    [InlineData("AudioTaiLoc:Realtime:MaximumMessageSize", "64 KiB")]
    [InlineData("AudioTaiLoc:Realtime:MaximumMessageSize", "99999999999")]
    [InlineData("AudioTaiLoc:Realtime:AllowGuests", "perhaps")]
    [InlineData("AudioTaiLoc:Realtime:RateLimit:Events:chat:history:Cost", "much")]
    [InlineData("AudioTaiLoc:Realtime:Presence:Audience", "7")]
    [InlineData("AudioTaiLoc:Realtime:EventLog:MaximumAge", "ten minutes")]
    [InlineData("AudioTaiLoc:Realtime:Conflation:Rates:inventory:updated", "often")]
    public void A_value_that_cannot_be_read_is_a_fault_that_names_its_key(string key, string value)
    {
        var options = Read((key, value));

        var fault = Assert.Single(options.ConfigurationFaults);
        Assert.StartsWith($"{key}: '{value}'", fault, StringComparison.Ordinal);
        Assert.Contains(fault, new RealtimeOptionsValidator().Validate(null, options).Failures!);
    }

    [Theory]
    [InlineData("WEBSOCKET_NAMESPACE", "Namespace", "realtime")]
    [InlineData("WEBSOCKET_CORS_ORIGIN", "CorsOrigin", "https://shop.example,admin")]
    [InlineData("WEBSOCKET_PING_INTERVAL", "PingInterval", "1")]
    [InlineData("WEBSOCKET_PING_TIMEOUT", "PingTimeout", "0")]
    public void A_value_of_the_environment_that_cannot_be_is_a_fault_that_names_both_keys(string name, string key, string value)
    {
        var fault = Assert.Single(new RealtimeOptionsValidator().Validate(null, Read((name, value))).Failures!);

        Assert.StartsWith($"{name} (AudioTaiLoc:Realtime:{key}) must", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_code_set_after_the_environment_is_not_the_environments_fault()
    {
        var options = Read(("WEBSOCKET_PING_INTERVAL", "30000"));
        options.PingInterval = TimeSpan.Zero;

        var fault = Assert.Single(new RealtimeOptionsValidator().Validate(null, options).Failures!);

        Assert.StartsWith("AudioTaiLoc:Realtime:PingInterval must", fault, StringComparison.Ordinal);
    }

    private static RealtimeOptions Read(params (string Key, string Value)[] values)
    {
        var options = new RealtimeOptions();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => new KeyValuePair<string, string?>(value.Key, value.Value)))
            .Build();
        new RealtimeOptionsReader(configuration).Configure(options);
        return options;
    }
}
