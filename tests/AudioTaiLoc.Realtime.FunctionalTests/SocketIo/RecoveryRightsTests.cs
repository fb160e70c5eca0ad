using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>What a returning client gets depends on what it may see now, and on where exactly it was.</summary>
public sealed class RecoveryRightsTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Of_a_room_that_was_taken_away_it_gets_nothing_and_of_the_others_all()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        first.Cut();
        await OrderAsync(host, "before the revoke");
        await host.Access.RevokeAsync("order:order_123", "user_123", cancellation);
        await OrderAsync(host, "after the revoke");
        await BookingAsync(host, "confirmed");

        using var second = await BackAsync(host, first.Pid, first.Offset);
        Assert.Equal(first.Pid, second.Pid);
        await OrderAsync(host, "live");
        await BookingAsync(host, "done");
        await AssertHeardAsync(host, second, "confirmed", "done");
    }

    [Fact]
    public async Task Of_a_room_that_was_given_back_it_gets_what_came_after()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(build: SessionStoreWatch.Register);
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        first.Cut();
        // A connection that the server still takes for alive would be taken out of the room for good.
        await SessionStoreWatch.Of(host).NextSavedAsync();
        await OrderAsync(host, "with the old right");
        await host.Access.RevokeAsync("order:order_123", "user_123", cancellation);
        await OrderAsync(host, "without a right");
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        await OrderAsync(host, "with the new right");

        using var second = await BackAsync(host, first.Pid, first.Offset);
        await OrderAsync(host, "live");
        await AssertHeardAsync(host, second, "with the new right", "live");
    }

    [Theory]
    [InlineData(RawTransportKind.WebSocket)]
    [InlineData(RawTransportKind.Polling)]
    public async Task Without_an_offset_it_gets_all_since_its_connect(RawTransportKind kind)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await host.Realtime.BroadcastToAllAsync("maintenance", new { status = "before it connected" }, cancellation);
        using var first = await RawSocketIoClient.ConnectAsync(_http, host.Url, kind, new { token = host.Token("user_123") });
        await host.Realtime.BroadcastToAllAsync("maintenance", new { status = "before it joined" }, cancellation);
        await OrderAsync(host, "before it joined");
        await first.CallAsync("order:subscribe", new { orderId = "order_123" });
        await OrderAsync(host, "joined");
        first.Cut();
        await OrderAsync(host, "missed");

        using var second = await BackAsync(host, first.Pid, null);
        Assert.Equal(first.Pid, second.Pid);
        // What was read before the cut comes again: without an offset nobody can know of it.
        await host.Realtime.BroadcastToAllAsync("end", cancellationToken: cancellation);
        var taken = await second.TakeUntilAsync("end");
        Assert.Equal(["before it joined", "joined", "missed"], taken.Select(received => received.Payload.GetProperty("status").GetString()));
        Assert.Equal(["maintenance", "order:updated", "order:updated"], taken.Select(received => received.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_it_caught_up_on_by_subscribing_does_not_come_again(bool hadOffset)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(options => options.Presence.ReconnectGrace = TimeSpan.Zero);
        await host.SeedAsync();
        await using var log = await LogWatch.StartAsync(host);
        using var first = await SubscribedAsync(host);
        var since = first.Offset;
        await first.LeaveAsync();
        await log.PresenceAsync("user:offline", "user_123");
        await OrderAsync(host, "1");

        using var second = await RawSocketIoClient.ConnectAsync(_http, host.Url, RawTransportKind.WebSocket, new { token = host.Token("user_123") });
        await OrderAsync(host, "2");
        if (hadOffset)
        {
            await host.Realtime.BroadcastToAllAsync("maintenance", new { status = "all" }, cancellation);
            await second.NextAsync("maintenance");
        }

        await second.CallAsync("order:subscribe", new { orderId = "order_123", since });
        Assert.Equal("1", (await second.NextAsync("order:updated")).GetProperty("status").GetString());
        Assert.Equal("2", (await second.NextAsync("order:updated")).GetProperty("status").GetString());
        second.Cut();
        await OrderAsync(host, "3");

        using var third = await BackAsync(host, second.Pid, second.Offset);
        Assert.Equal(second.Pid, third.Pid);
        await AssertHeardAsync(host, third, "3");
    }

    [Fact]
    public async Task A_room_that_it_left_stays_left()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        await first.CallAsync("order:unsubscribe", new { orderId = "order_123" });
        first.Cut();
        await OrderAsync(host, "missed");
        await BookingAsync(host, "confirmed");

        using var second = await BackAsync(host, first.Pid, first.Offset);
        Assert.Equal(first.Pid, second.Pid);
        await OrderAsync(host, "live");
        await AssertHeardAsync(host, second, "confirmed");
    }

    [Theory]
    [InlineData(RawTransportKind.WebSocket)]
    [InlineData(RawTransportKind.Polling)]
    public async Task It_takes_over_when_the_server_has_not_noticed_that_it_was_gone(RawTransportKind kind)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host, kind);
        first.Vanish();
        for (var i = 0; i < 100; i++)
        {
            await OrderAsync(host, $"{i}");
        }

        Assert.Equal(1, host.Realtime.GetRealtimeStats().Connections);
        using var second = await BackAsync(host, first.Pid, first.Offset, kind);
        Assert.Equal(first.Pid, second.Pid);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, host.Realtime.GetRealtimeStats().Connections);
        await AssertHeardAsync(host, second, [.. Enumerable.Range(0, 100).Select(i => $"{i}")]);
    }

    [Fact]
    public async Task It_may_come_back_over_another_transport()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        first.Cut();
        await OrderAsync(host, "1");
        using var second = await BackAsync(host, first.Pid, first.Offset, RawTransportKind.Upgrade);
        await OrderAsync(host, "2");
        await second.UpgradeAsync();
        await OrderAsync(host, "3");
        Assert.Equal(first.Pid, second.Pid);
        await AssertHeardAsync(host, second, "1", "2", "3");
        second.Cut();
        await OrderAsync(host, "4");
        using var third = await BackAsync(host, second.Pid, second.Offset, RawTransportKind.Polling);
        await AssertHeardAsync(host, third, "4");
    }

    private static Task OrderAsync(RealtimeHost host, string status) =>
        host.Realtime.NotifyOrderStatusChangeAsync("order_123", status, cancellationToken: TestContext.Current.CancellationToken);

    private static Task BookingAsync(RealtimeHost host, string status) =>
        host.Realtime.NotifyBookingStatusChangeAsync("booking_456", status, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task AssertHeardAsync(RealtimeHost host, RawSocketIoClient client, params string[] statuses)
    {
        await host.Realtime.BroadcastToAllAsync("end", cancellationToken: TestContext.Current.CancellationToken);
        var taken = await client.TakeUntilAsync("end");
        Assert.Equal(statuses, taken.Select(received => received.Payload.GetProperty("status").GetString()!));
    }

    private async Task<RawSocketIoClient> SubscribedAsync(RealtimeHost host, RawTransportKind kind = RawTransportKind.WebSocket)
    {
        var client = await RawSocketIoClient.ConnectAsync(_http, host.Url, kind, new { token = host.Token("user_123") });
        Assert.True((await client.CallAsync("order:subscribe", new { orderId = "order_123" })).GetProperty("success").GetBoolean());
        Assert.True((await client.CallAsync("booking:subscribe", new { bookingId = "booking_456" })).GetProperty("success").GetBoolean());
        await OrderAsync(host, "seen");
        await client.NextAsync("order:updated");
        return client;
    }

    private Task<RawSocketIoClient> BackAsync(
        RealtimeHost host, string pid, string? offset, RawTransportKind kind = RawTransportKind.WebSocket) =>
        RawSocketIoClient.ConnectAsync(_http, host.Url, kind, offset is null
            ? new { token = host.Token("user_123"), pid }
            : (object)new { token = host.Token("user_123"), pid, offset });
}
