using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 4 and 7: <see cref="IRoomAccess"/> while everything runs.</summary>
public sealed class RoomAccessTests
{
    private const string Room = "order:order_123";
    private const string Event = "test:event";

    [Theory]
    [EveryWire]
    public async Task A_revoke_takes_every_device_out_of_the_room_at_once(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await host.Access.GrantAsync(Room, "user_123", cancellationToken: cancellation);
        await host.Access.GrantAsync(Room, "user_456", cancellationToken: cancellation);
        Assert.True(await host.Access.IsGrantedAsync(Room, "user_123", cancellation));
        await using var laptop = await SubscribeAsync(host, wire, "user_123");
        await using var phone = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");

        await host.Access.RevokeAsync(Room, "user_123", cancellation);
        Assert.False(await host.Access.IsGrantedAsync(Room, "user_123", cancellation));
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        await other.NextAsync(Event);
        foreach (var device in new[] { laptop, phone })
        {
            Assert.Empty(await device.DrainAsync());
            (await device.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("forbidden");
        }
    }

    [Theory]
    [EveryWire]
    public async Task A_grant_lets_in_who_was_refused_before(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("forbidden");
        await host.Access.GrantAsync(Room, "user_123", cancellationToken: cancellation);
        await host.Access.GrantAsync(Room, "user_123", cancellationToken: cancellation);
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
        await host.Access.RevokeAsync(Room, "user_123", cancellation);
        await host.Access.GrantAsync(Room, "user_123", cancellationToken: cancellation);
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        Assert.Single(await client.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task An_expired_grant_acts_as_a_revoke(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        await host.Access.GrantAsync(Room, "user_123", time.GetUtcNow() + TimeSpan.FromMinutes(10), cancellation);
        await using var client = await SubscribeAsync(host, wire, "user_123");
        time.Advance(TimeSpan.FromMinutes(9));
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        await client.NextAsync(Event);

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await host.Access.IsGrantedAsync(Room, "user_123", cancellation));
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("forbidden");
        await LeftAsync(host);
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task A_grant_that_was_made_longer_in_time_goes_on(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        await host.Access.GrantAsync(Room, "user_123", time.GetUtcNow() + TimeSpan.FromMinutes(10), cancellation);
        await using var client = await SubscribeAsync(host, wire, "user_123");
        await host.Access.GrantAsync(Room, "user_123", time.GetUtcNow() + TimeSpan.FromMinutes(20), cancellation);
        time.Advance(TimeSpan.FromMinutes(11));
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        Assert.Single(await client.DrainAsync());

        time.Advance(TimeSpan.FromMinutes(10));
        await LeftAsync(host);
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task A_grant_that_was_given_an_end_after_the_join_ends(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        await host.Access.GrantAsync(Room, "user_123", cancellationToken: cancellation);
        await using var client = await SubscribeAsync(host, wire, "user_123");
        await host.Access.GrantAsync(Room, "user_123", time.GetUtcNow() + TimeSpan.FromMinutes(10), cancellation);
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        await client.NextAsync(Event);

        time.Advance(TimeSpan.FromMinutes(11));
        await LeftAsync(host);
        await host.Realtime.SendEventToRoomAsync(Room, Event, null, cancellation);
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task The_end_of_a_grant_must_lie_ahead()
    {
        await using var host = await StartAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => host.Access.GrantAsync(Room, "user_123", DateTimeOffset.UtcNow.AddSeconds(-1), TestContext.Current.CancellationToken));
    }

    /// <summary>Until the room has no member: a right that ends is looked at once more before the connection leaves.</summary>
    private static async Task LeftAsync(RealtimeHost host)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (host.Realtime.GetRealtimeStats().Rooms > 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Task<RealtimeHost> StartAsync(TimeProvider? time = null) => RealtimeHost.StartAsync(
        options => options.Presence.Audience = PresenceAudience.Nobody, time: time);

    private static async Task<IWireClient> SubscribeAsync(RealtimeHost host, Wire wire, string userId)
    {
        var client = await host.ConnectUserAsync(wire, userId, Event);
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
        return client;
    }
}
