using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 3 and 4: <c>inventory:updated</c> and the product's <c>notification:event</c>.</summary>
public sealed class InventoryEventTests
{
    [Theory]
    [EveryWire]
    public async Task A_stock_level_goes_to_who_follows_the_product(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var follower = await FollowAsync(host, wire);
        await using var other = await host.ConnectUserAsync(wire, "user_456");

        await host.Realtime.NotifyStockLevelAsync("prod_123", 3, cancellationToken: cancellation);
        JsonShape.Matches(
            """{"productId":"prod_123","quantity":3,"available":true,"timestamp":"<time>","eventId":"<eventId>"}""", await follower.NextAsync("inventory:updated"));
        await host.Realtime.NotifyStockLevelAsync("prod_123", 0, cancellationToken: cancellation);
        Assert.False((await follower.NextAsync("inventory:updated")).GetProperty("available").GetBoolean());
        await host.Realtime.NotifyStockLevelAsync("prod_123", 0, available: true, cancellation);
        Assert.True((await follower.NextAsync("inventory:updated")).GetProperty("available").GetBoolean());
        Assert.Empty(await other.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task An_alert_goes_to_the_products_room(Wire wire)
    {
        await using var host = await StartAsync();
        await using var follower = await FollowAsync(host, wire);
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await host.Realtime.NotifyInventoryAsync(
            new InventoryAlert { ProductId = "prod_123", ProductName = "Gaming Headphones", Message = "Product is back in stock!", Quantity = 5 },
            TestContext.Current.CancellationToken);

        var received = await follower.DrainAsync();
        Assert.Equal(["inventory:updated", "notification:event"], received.Select(one => one.Name));
        JsonShape.Matches("""{"productId":"prod_123","quantity":5,"available":true,"timestamp":"<time>","eventId":"<eventId>"}""", received[0].Payload);
        JsonShape.Matches(
            """
            {"event":"inventory_alert","productId":"prod_123","productName":"Gaming Headphones","quantity":5,
             "message":"Product is back in stock!","timestamp":"<time>","eventId":"<eventId>"}
            """,
            received[1].Payload);
        Assert.Empty(await other.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task An_alert_to_users_goes_to_each_of_their_devices_once_and_not_to_the_room(Wire wire)
    {
        await using var host = await StartAsync();
        await using var follower = await FollowAsync(host, wire);
        await using var laptop = await host.ConnectUserAsync(wire, "user_456");
        await using var phone = await host.ConnectUserAsync(wire, "user_456");
        await host.Realtime.NotifyInventoryAsync(
            new InventoryAlert { Event = "recall", ProductId = "prod_123", UserIds = ["user_456", "user_456"] }, TestContext.Current.CancellationToken);
        foreach (var device in new[] { laptop, phone })
        {
            JsonShape.Matches(
                """{"event":"recall","productId":"prod_123","timestamp":"<time>","eventId":"<eventId>"}""",
                Assert.Single(await device.DrainAsync(), one => one.Name == "notification:event").Payload);
        }

        Assert.Empty(await follower.DrainAsync());
    }

    [Theory]
    [EveryWire(true, "product_available")]
    [EveryWire(false, "product_unavailable")]
    public async Task Availability_goes_to_the_products_room(Wire wire, bool available, string name)
    {
        await using var host = await StartAsync();
        await using var follower = await FollowAsync(host, wire);
        await host.Realtime.NotifyProductAvailabilityAsync("prod_123", available, "Gaming Headphones", TestContext.Current.CancellationToken);
        JsonShape.Matches(
            $$"""{"event":"{{name}}","productId":"prod_123","productName":"Gaming Headphones","message":"<message>","timestamp":"<time>","eventId":"<eventId>"}""",
            await follower.NextAsync("notification:event"));
    }

    [Theory]
    [EveryWire]
    public async Task Low_stock_goes_to_those_who_look_after_it(Wire wire)
    {
        await using var host = await StartAsync();
        await using var follower = await FollowAsync(host, wire);
        await using var staff = await host.ConnectUserAsync(wire, "staff_1");
        await host.Realtime.NotifyLowStockAsync("prod_123", 2, ["staff_1"], "Gaming Headphones", TestContext.Current.CancellationToken);
        JsonShape.Matches(
            """
            {"event":"low_stock","productId":"prod_123","productName":"Gaming Headphones","quantity":2,
             "message":"<message>","timestamp":"<time>","eventId":"<eventId>"}
            """,
            await staff.NextAsync("notification:event"));
        Assert.Empty(await follower.DrainAsync());
    }

    private static Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(options => options.Presence.Audience = PresenceAudience.Nobody);

    private static async Task<IWireClient> FollowAsync(RealtimeHost host, Wire wire)
    {
        var client = await host.ConnectUserAsync(wire, "user_123");
        (await client.CallAsync("inventory:subscribe", new { productId = "prod_123" })).IsDone();
        return client;
    }
}
