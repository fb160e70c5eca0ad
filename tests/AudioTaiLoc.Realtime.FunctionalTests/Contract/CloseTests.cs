using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 4, 5 and 7: connections that the server ends, and what the client, the log and the statistics are told.</summary>
public sealed class CloseTests
{
    [Theory]
    [EveryWire]
    public async Task A_kick_closes_every_device_of_the_user_and_of_nobody_else(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", TestContext.Current.CancellationToken);
        foreach (var device in new[] { laptop, phone })
        {
            Assert.Equal("kicked: Signed out everywhere.", await device.CloseReasonAsync());
        }

        (await other.CallAsync("ping")).IsDone();
        IsRecorded(host, "kicked", 2);

        // Nothing keeps the user from coming back.
        await using var again = await host.ConnectUserAsync(wire, "user_123");
    }

    [Theory]
    [EveryWire]
    public async Task What_was_published_before_a_kick_comes_before_the_close(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123", "tick");
        for (var n = 0; n < 50; n++)
        {
            await host.Realtime.BroadcastToAllAsync("tick", new { n }, TestContext.Current.CancellationToken);
        }

        await host.Realtime.DisconnectUserAsync("user_123", "Bye.", TestContext.Current.CancellationToken);
        Assert.Equal("kicked: Bye.", await client.CloseReasonAsync());
        for (var n = 0; n < 50; n++)
        {
            Assert.Equal(n, (await client.NextAsync("tick")).GetProperty("n").GetInt32());
        }
    }

    [Theory]
    [EveryWire]
    public async Task A_token_that_runs_out_closes_its_connection_and_no_other(Wire wire)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await RealtimeHost.StartAsync(time: time);
        await using var shorter = await host.ConnectAsync(wire, host.Token("user_123", lifetime: TimeSpan.FromMinutes(30)));
        await using var longer = await host.ConnectAsync(wire, host.Token("user_123", lifetime: TimeSpan.FromMinutes(60)));
        time.Advance(TimeSpan.FromMinutes(29));
        (await shorter.CallAsync("ping")).IsDone();

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.StartsWith("token_expired: ", await shorter.CloseReasonAsync(), StringComparison.Ordinal);
        (await longer.CallAsync("ping")).IsDone();
        IsRecorded(host, "token_expired", 1);
    }

    [Theory]
    [EveryWire]
    public async Task A_host_that_stops_says_so(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var user = await host.ConnectUserAsync(wire, "user_123");
        await using var guest = await host.ConnectAsync(wire, null);
        await host.StopAsync();
        foreach (var client in new[] { user, guest })
        {
            Assert.StartsWith("shutting_down: ", await client.CloseReasonAsync(), StringComparison.Ordinal);
        }

        IsRecorded(host, "shutting_down", 2);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_told_and_recorded_over_SignalR()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumMessageSize = 2 * 1024);
        await using var client = await host.ConnectUserAsync(Wire.SignalR, "user_123");
        await Assert.ThrowsAnyAsync<Exception>(() => client.CallAsync("inventory:subscribe", new { productId = "1", padding = new string('x', 4 * 1024) }));

        Assert.StartsWith("too_large: ", await client.CloseReasonAsync(), StringComparison.Ordinal);
        IsRecorded(host, "too_large", 1);
    }

    [Fact]
    public async Task What_is_no_record_is_recorded_over_SignalR()
    {
        await using var host = await RealtimeHost.StartAsync();
        using var socket = await RawHubSocket.OpenAsync(host.RealtimeUrl, ("Authorization", "Bearer " + host.Token("user_123")));
        await socket.HandshakeAsync();
        await socket.SendAsync("{no json");

        await host.Log.WaitForAsync(line => line.EventName == "ClosedByServer");
        IsRecorded(host, "invalid_payload", 1);
        await socket.EndAsync();
    }

    [Theory]
    [InlineData(RawTransportKind.WebSocket, false, "too_large")]
    [InlineData(RawTransportKind.Polling, false, "too_large")]
    [InlineData(RawTransportKind.WebSocket, true, "invalid_payload")]
    [InlineData(RawTransportKind.Polling, true, "invalid_payload")]
    public async Task What_the_protocol_ends_is_recorded_over_Socket_IO(RawTransportKind transport, bool isBroken, string code)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumMessageSize = 2 * 1024);
        using var http = new HttpClient();
        using var client = await RawSocketIoClient.ConnectAsync(http, host.Url, transport, new { token = host.Token("user_123") });
        _ = client.SendAsync(isBroken ? "42{no json" : "42/api/v1/realtime,[\"ping\",\"" + new string('x', 4 * 1024) + "\"]")
            .ContinueWith(static sent => sent.Exception, TaskScheduler.Default);

        await host.Log.WaitForAsync(line => line.EventName == "ClosedByServer");
        IsRecorded(host, code, 1);
    }

    [Fact]
    public async Task A_client_that_leaves_is_not_one_that_the_server_closed()
    {
        await using var host = await RealtimeHost.StartAsync();
        using var http = new HttpClient();
        await using var log = await LogWatch.StartAsync(host);
        using var client = await RawSocketIoClient.ConnectAsync(http, host.Url, RawTransportKind.WebSocket, new { token = host.Token("user_123") });
        client.Cut();

        await log.PresenceAsync("user:offline", "user_123");
        Assert.Empty(host.Realtime.GetRealtimeStats().ClosedByCode);
    }

    [Fact]
    public async Task A_kick_has_a_reason_that_can_be_told()
    {
        await using var host = await RealtimeHost.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Realtime.DisconnectUserAsync("user_123", " ", cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Realtime.DisconnectUserAsync("user_123", new string('x', 121), cancellation));
        await host.Realtime.DisconnectUserAsync("user_123", new string('x', 120), cancellation);
    }

    private static void IsRecorded(RealtimeHost host, string code, int count)
    {
        Assert.Equal(count, host.Realtime.GetRealtimeStats().ClosedByCode[code]);
        Assert.Equal(count, host.Log.Lines.Count(line =>
            line is { Level: LogLevel.Information, EventName: "ClosedByServer" } && line.Message.Contains(code, StringComparison.Ordinal)));
    }
}
