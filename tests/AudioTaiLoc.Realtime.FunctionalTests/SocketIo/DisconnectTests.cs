using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>How connections end, and which of them come back.</summary>
public sealed class DisconnectTests
{
    public static TheoryData<string> Transports => ["websocket", "polling"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_token_that_runs_out_ends_the_connection(string transport)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await RealtimeHost.StartAsync(build: With(time));
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123", lifetime: TimeSpan.FromSeconds(20)) }, [transport]);

        // The token goes by the real clock, which went on while the host started.
        time.SetUtcNow(DateTimeOffset.UtcNow.AddSeconds(21));

        var exception = Assert.Single((await client.NextEventAsync("exception")).Args);
        Assert.Equal("token_expired", exception.GetProperty("code").GetString());
        Assert.Equal(("io server disconnect", false), await client.NextDisconnectAsync());
        await client.SetAuthAsync(new { token = host.Token("user_123") });
        await client.ConnectAgainAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_kick_ends_every_connection_of_the_user_and_of_nobody_else(string transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var phone = await ConnectAsync(host, "user_123", transport);
        await using var laptop = await ConnectAsync(host, "user_123", transport);
        await using var other = await ConnectAsync(host, "user_456", transport);

        await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", TestContext.Current.CancellationToken);

        foreach (var client in new[] { phone, laptop })
        {
            var exception = Assert.Single((await client.NextEventAsync("exception")).Args);
            Assert.Equal("""{"success":false,"error":"Signed out everywhere.","code":"kicked"}""", exception.GetRawText());
            Assert.Equal(("io server disconnect", false), await client.NextDisconnectAsync());
        }

        Assert.True((await other.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
        Assert.Equal(1, host.Realtime.GetRealtimeStats().ConnectedUsers);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Clients_of_a_host_that_stops_come_back_to_its_successor(string transport)
    {
        await using var first = await RealtimeHost.StartAsync();
        await using var client = await ConnectAsync(first, "user_123", transport);

        await first.StopAsync();
        Assert.Equal(("transport close", true), await client.NextDisconnectAsync());

        await using var second = await RealtimeHost.StartAsync(successorTo: first);
        await second.SeedAsync();
        var again = await client.ReconnectedAsync();
        Assert.False(again.GetProperty("recovered").GetBoolean());
        Assert.True((await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" })).Result.GetProperty("success").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_client_that_answers_no_ping_is_gone_and_recovers_when_it_wakes(string transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await RealtimeHost.StartAsync(
            options =>
            {
                options.PingInterval = TimeSpan.FromSeconds(2);
                options.PingTimeout = TimeSpan.FromSeconds(3);
                options.Presence.ReconnectGrace = TimeSpan.Zero;
            },
            With(time));
        await host.SeedAsync();
        await using var log = await LogWatch.StartAsync(host);
        await using var client = await ConnectAsync(host, "user_123", transport);
        await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" });

        await client.FreezeAsync();
        for (var second = 0; second < 6; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await log.PresenceAsync("user:offline", "user_123");
        Assert.Equal(0, host.Realtime.GetRealtimeStats().Connections);
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", cancellationToken: cancellation);

        await client.ThawAsync();
        Assert.True((await client.NextDisconnectAsync()).Returns);
        Assert.True((await client.ReconnectedAsync()).GetProperty("recovered").GetBoolean());
        await client.NextEventAsync("order:updated");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_emit_just_before_leaving_is_not_lost(string transport)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Presence.ReconnectGrace = TimeSpan.Zero);
        await host.SeedAsync();
        await using var reader = await ConnectAsync(host, "user_456", transport);
        await reader.EmitWithAckAsync("chat:subscribe", new { conversationId = "conv_789" });
        await using var log = await LogWatch.StartAsync(host);
        await using var client = await ConnectAsync(host, "user_123", transport);

        for (var i = 0; i < 20; i++)
        {
            await client.EmitAsync("chat:message", new { conversationId = "conv_789", message = $"{i}" });
        }

        await client.DisconnectAsync();

        Assert.Equal(("io client disconnect", false), await client.NextDisconnectAsync());
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"{i}", (await reader.NextEventAsync("chat:message")).Args[0].GetProperty("message").GetString());
        }

        await log.PresenceAsync("user:offline", "user_123");
    }

    private static Action<WebApplicationBuilder> With(TimeProvider time) => builder => builder.Services.AddSingleton(time);

    private static async Task<SocketIoNodeClient> ConnectAsync(RealtimeHost host, string userId, string transport)
    {
        var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token(userId) }, [transport]);
        return client;
    }
}
