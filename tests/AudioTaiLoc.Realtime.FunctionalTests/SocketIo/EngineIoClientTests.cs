using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>The stock <c>engine.io-client</c>, which shows what lies below Socket.IO.</summary>
public sealed class EngineIoClientTests
{
    [Fact]
    public async Task The_handshake_says_what_the_options_say()
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.PingInterval = TimeSpan.FromSeconds(7);
            options.PingTimeout = TimeSpan.FromSeconds(11);
            options.MaximumMessageSize = 12_345;
        });
        await using var client = new EngineIoNodeClient();

        var open = await client.OpenAsync(host.Url, "polling");

        Assert.Equal("polling", open.GetProperty("transport").GetString());
        Assert.Equal(["websocket"], open.GetProperty("upgrades").EnumerateArray().Select(upgrade => upgrade.GetString()!));
        Assert.Equal(7_000, open.GetProperty("pingInterval").GetInt32());
        Assert.Equal(11_000, open.GetProperty("pingTimeout").GetInt32());
        Assert.Equal(12_345, open.GetProperty("maxPayload").GetInt32());
    }

    [Theory]
    [InlineData(RealtimeTransports.Polling, "polling", "polling", "websocket")]
    [InlineData(RealtimeTransports.WebSocket, "websocket", "websocket", "polling")]
    public async Task No_upgrade_is_offered_where_there_is_one_transport(RealtimeTransports served, string expected, params string[] transports)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Transports = served);
        await using var client = new EngineIoNodeClient();
        var open = await client.OpenAsync(host.Url, transports);
        Assert.Equal(expected, open.GetProperty("transport").GetString());
        Assert.Equal(0, open.GetProperty("upgrades").GetArrayLength());
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    [InlineData("polling", "websocket")]
    public async Task Socket_IO_packets_travel_as_messages(params string[] transports)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = new EngineIoNodeClient();
        await client.OpenAsync(host.Url, transports);
        if (transports.Length == 2)
        {
            Assert.Equal("websocket", (await client.NextAsync("upgraded")).GetProperty("transport").GetString());
        }

        await client.SendAsync($$"""0/api/v1/realtime,{"token":"{{host.Token("user_123")}}"}""");
        Assert.Matches("""^0/api/v1/realtime,\{"sid":"[^"]+","pid":"[^"]+"\}$""", await client.NextMessageAsync());
        await client.SendAsync("""2/api/v1/realtime,7["order:subscribe",{"orderId":"order_123"}]""");
        Assert.Equal("""3/api/v1/realtime,7[{"success":true,"room":"order:order_123"}]""", await NextButPresenceAsync(client));

        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Matches(
            """^2/api/v1/realtime,\["order:updated",\{"orderId":"order_123","status":"shipped","data":\{\},"timestamp":"[^"]+Z","eventId":"(?<id>[a-z0-9]+-\d+)"\},"\k<id>"\]$""",
            await NextButPresenceAsync(client));
    }

    [Fact]
    public async Task Another_namespace_is_invalid()
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = new EngineIoNodeClient();
        await client.OpenAsync(host.Url, "websocket");
        await client.SendAsync("0/admin,");
        Assert.Equal("""4/admin,{"message":"Invalid namespace"}""", await client.NextMessageAsync());
        await client.SendAsync("0");
        Assert.Equal("""4{"message":"Invalid namespace"}""", await client.NextMessageAsync());
    }

    // Who connects may be told of its own coming.
    private static async Task<string> NextButPresenceAsync(EngineIoNodeClient client)
    {
        string message;
        do
        {
            message = await client.NextMessageAsync();
        }
        while (message.Contains("[\"user:", StringComparison.Ordinal));

        return message;
    }
}
