using System.Net;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.FunctionalTests.Configuration;

/// <summary>Section 6: where settings come from, which wins, and what a host that is set up wrongly is told.</summary>
public sealed class OptionsTests
{
    private const string Section = "AudioTaiLoc:Realtime:";

    [Fact]
    public async Task Without_settings_the_documented_defaults_hold()
    {
        await using var host = await RealtimeHost.StartAsync();
        var options = Options(host);
        Assert.Equal("/api/v1/realtime", options.Namespace);
        Assert.Equal(RealtimeTransports.WebSocket | RealtimeTransports.Polling, options.Transports);
        Assert.Null(options.CorsOrigin);
        Assert.Equal(TimeSpan.FromMilliseconds(25_000), options.PingInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(60_000), options.PingTimeout);
        Assert.Equal(64 * 1024, options.MaximumMessageSize);
        Assert.Null(options.CompressionThreshold);
        Assert.False(options.AllowGuests);
        Assert.Equal(PresenceAudience.SignedIn, options.Presence.Audience);
    }

    [Fact]
    public async Task Every_key_of_the_section_is_read()
    {
        Dictionary<string, string> keys = new()
        {
            ["Namespace"] = "/rt",
            ["Transports"] = "polling",
            ["CorsOrigin"] = "https://shop.example",
            ["PingInterval"] = "10000",
            ["PingTimeout"] = "00:00:20",
            ["MaximumMessageSize"] = "2048",
            ["MaximumPayloadSize"] = "4096",
            ["MaximumQueuedBytes"] = "32768",
            ["MaximumRoomsPerConnection"] = "7",
            ["AllowGuests"] = "true",
            ["NodeId"] = "node-7",
            ["CompressionThreshold"] = "1024",
            ["EventLog:MaximumEntries"] = "17",
            ["EventLog:MaximumBytes"] = "65536",
            ["EventLog:MaximumAge"] = "00:00:30",
            ["EventLog:MaximumReplay"] = "5",
            ["Presence:Audience"] = "watchers",
            ["Presence:LeaseDuration"] = "5000",
            ["Presence:ReconnectGrace"] = "0",
            ["Presence:ListPolicy"] = "list",
            ["Chat:MaximumMessageLength"] = "10",
            ["Chat:MaximumParticipants"] = "3",
            ["Chat:StaffPolicy"] = "staff",
            ["Notifications:InboxSize"] = "4",
            ["Notifications:InboxAge"] = "1.00:00:00",
            ["RateLimit:CallsPerSecond"] = "8",
            ["RateLimit:Burst"] = "9",
        };
        await using var host = await StartAsync(
            keys.ToDictionary(pair => Section + pair.Key, pair => pair.Value),
            services: services => services.AddAuthorizationBuilder()
                .AddPolicy("list", policy => policy.RequireAuthenticatedUser())
                .AddPolicy("staff", policy => policy.RequireRole("staff")));
        var options = Options(host);
        Assert.Equal(
            ("/rt", RealtimeTransports.Polling, "https://shop.example", true, "node-7"),
            (options.Namespace, options.Transports, options.CorsOrigin, options.AllowGuests, options.NodeId));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)), (options.PingInterval, options.PingTimeout));
        Assert.Equal(
            (2048, 4096, 32768, 7),
            (options.MaximumMessageSize, options.MaximumPayloadSize, options.MaximumQueuedBytes, options.MaximumRoomsPerConnection));
        Assert.Equal(1024, options.CompressionThreshold);
        var log = options.EventLog;
        Assert.Equal((17, 65536L, TimeSpan.FromSeconds(30), 5), (log.MaximumEntries, log.MaximumBytes, log.MaximumAge, log.MaximumReplay));
        Assert.Equal(
            (PresenceAudience.Watchers, TimeSpan.FromSeconds(5), TimeSpan.Zero, "list"),
            (options.Presence.Audience, options.Presence.LeaseDuration, options.Presence.ReconnectGrace, options.Presence.ListPolicy));
        Assert.Equal((10, 3, "staff"), (options.Chat.MaximumMessageLength, options.Chat.MaximumParticipants, options.Chat.StaffPolicy));
        Assert.Equal((4, TimeSpan.FromDays(1)), (options.Notifications.InboxSize, options.Notifications.InboxAge));
        Assert.Equal((8, 9), (options.RateLimit.CallsPerSecond, options.RateLimit.Burst));

        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"), Microsoft.AspNetCore.Http.Connections.HttpTransportType.LongPolling);
        (await client.CallAsync("ping")).IsDone();
        using var http = new HttpClient();
        var old = await http.PostAsync(new Uri(host.Url + "/api/v1/realtime/negotiate?negotiateVersion=1"), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
    }

    [Fact]
    public async Task The_environment_names_win_over_the_section_and_lose_to_code()
    {
        Dictionary<string, string> keys = new()
        {
            [Section + "Namespace"] = "/of-section",
            [Section + "Transports"] = "polling",
            [Section + "CorsOrigin"] = "https://section.example",
            [Section + "PingInterval"] = "1000",
            [Section + "PingTimeout"] = "1000",
            [Section + "MaximumMessageSize"] = "3000",
            ["WEBSOCKET_NAMESPACE"] = "/of-environment",
            ["WEBSOCKET_TRANSPORTS"] = "websocket, polling",
            ["WEBSOCKET_CORS_ORIGIN"] = "*",
            ["WEBSOCKET_PING_INTERVAL"] = "2000",
            ["WEBSOCKET_PING_TIMEOUT"] = "2000",
        };
        await using var host = await StartAsync(keys, options =>
        {
            options.PingTimeout = TimeSpan.FromSeconds(3);
            options.CorsOrigin = "https://code.example";
        });
        var options = Options(host);
        Assert.Equal("/of-environment", options.Namespace);
        Assert.Equal(RealtimeTransports.WebSocket | RealtimeTransports.Polling, options.Transports);
        Assert.Equal("https://code.example", options.CorsOrigin);
        Assert.Equal(TimeSpan.FromSeconds(2), options.PingInterval);
        Assert.Equal(TimeSpan.FromSeconds(3), options.PingTimeout);
        Assert.Equal(3000, options.MaximumMessageSize);
    }

    [Fact]
    public async Task The_design_documents_environment_works_as_it_stands()
    {
        await using var host = await StartAsync(new()
        {
            ["WEBSOCKET_NAMESPACE"] = "/api/v1/realtime",
            ["WEBSOCKET_TRANSPORTS"] = "websocket,polling",
            ["WEBSOCKET_CORS_ORIGIN"] = "*",
            ["WEBSOCKET_PING_INTERVAL"] = "25000",
            ["WEBSOCKET_PING_TIMEOUT"] = "60000",
        });
        await using var client = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"));
        (await client.CallAsync("ping")).IsDone();
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_each_with_its_key()
    {
        Dictionary<string, string> keys = new()
        {
            [Section + "Namespace"] = "no-slash",
            [Section + "Transports"] = "carrier pigeon",
            [Section + "CorsOrigin"] = "shop.example/path",
            [Section + "PingInterval"] = "soon",
            [Section + "MaximumMessageSize"] = "1",
            [Section + "MaximumPayloadSize"] = "big",
            [Section + "MaximumQueuedBytes"] = "-1",
            [Section + "MaximumRoomsPerConnection"] = "0",
            [Section + "AllowGuests"] = "perhaps",
            [Section + "CompressionThreshold"] = "-1",
            [Section + "EventLog:MaximumEntries"] = "1",
            [Section + "EventLog:MaximumBytes"] = "1",
            [Section + "EventLog:MaximumAge"] = "0",
            [Section + "EventLog:MaximumReplay"] = "0",
            [Section + "Presence:Audience"] = "Everybody",
            [Section + "Presence:LeaseDuration"] = "1",
            [Section + "Presence:ReconnectGrace"] = "-1",
            [Section + "Chat:MaximumMessageLength"] = "0",
            [Section + "Chat:MaximumParticipants"] = "1",
            [Section + "Notifications:InboxSize"] = "0",
            [Section + "Notifications:InboxAge"] = "0",
            [Section + "RateLimit:IsEnabled"] = "sometimes",
            [Section + "RateLimit:CallsPerSecond"] = "0",
            [Section + "RateLimit:Burst"] = "0",
            ["WEBSOCKET_PING_INTERVAL"] = "25s",
            ["WEBSOCKET_PING_TIMEOUT"] = "999",
            ["WEBSOCKET_TRANSPORTS"] = "websocket,smoke",
        };
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(keys));
        Assert.Equal(keys.Count, exception.Failures.Count());
        foreach (var key in keys.Keys)
        {
            Assert.Single(exception.Failures, fault => fault.StartsWith(key + " ", StringComparison.Ordinal) || fault.StartsWith(key + ":", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_fault_in_code_is_told_too()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => RealtimeHost.StartAsync(options =>
        {
            options.NodeId = "";
            options.Transports = RealtimeTransports.None;
        }));
        Assert.Equal(2, exception.Failures.Count());
        Assert.Contains(exception.Failures, fault => fault.Contains("NodeId", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.Contains("Transports", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Policies_that_the_host_does_not_have_are_told_at_once_each_with_its_key()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            new() { [Section + "Presence:ListPolicy"] = "lists", [Section + "Chat:StaffPolicy"] = "staff" },
            services: services => services.AddAuthorizationBuilder().AddPolicy("list", policy => policy.RequireAuthenticatedUser())));

        Assert.Equal(
            [
                "AudioTaiLoc:Realtime:Presence:ListPolicy must name an authorization policy of the host; it is 'lists'.",
                "AudioTaiLoc:Realtime:Chat:StaffPolicy must name an authorization policy of the host; it is 'staff'.",
            ],
            exception.Failures);
    }

    private static RealtimeOptions Options(RealtimeHost host) => host.Services.GetRequiredService<IOptions<RealtimeOptions>>().Value;

    private static Task<RealtimeHost> StartAsync(
        Dictionary<string, string> keys, Action<RealtimeOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        RealtimeHost.StartAsync(configure, builder =>
        {
            services?.Invoke(builder.Services);
            foreach (var (key, value) in keys)
            {
                builder.Configuration[key] = value;
            }
        });
}
