using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Section 2: <c>order:</c>, <c>booking:</c>, <c>chat:</c> and <c>inventory:subscribe</c>, their <c>since</c>, and <c>unsubscribe</c>.</summary>
public sealed class SubscribeTests
{
    private const string Event = "test:event";

    [Theory]
    [EveryWire("order", "orderId", "order:x_1")]
    [EveryWire("booking", "bookingId", "booking:x_1")]
    [EveryWire("chat", "conversationId", "chat:x_1")]
    [EveryWire("inventory", "productId", "product:x_1")]
    public async Task A_member_gets_the_rooms_events_until_it_leaves(Wire wire, string feature, string field, string room)
    {
        await using var host = await StartAsync(room);
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);

        JsonShape.Matches($$"""{"success":true,"room":"{{room}}"}""", await client.CallAsync(feature + ":subscribe", Payload(field)));
        await PublishAsync(host, room, 1);
        JsonShape.Matches("""{"n":1,"eventId":"<eventId>"}""", await client.NextAsync(Event));

        JsonShape.Matches($$"""{"success":true,"room":"{{room}}"}""", await client.CallAsync(feature + ":unsubscribe", Payload(field)));
        await PublishAsync(host, room, 2);
        Assert.Empty(Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire("order", "orderId", "order:x_1")]
    [EveryWire("booking", "bookingId", "booking:x_1")]
    [EveryWire("chat", "conversationId", "chat:x_1")]
    [EveryWire("inventory", "productId", "product:x_1")]
    public async Task Unsubscribe_succeeds_for_anyone_and_in_any_state(Wire wire, string feature, string field, string room)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var stranger = await host.ConnectUserAsync(wire, "stranger");
        await using var guest = await host.ConnectAsync(wire, null);
        foreach (var client in new[] { stranger, guest })
        {
            for (var i = 0; i < 2; i++)
            {
                JsonShape.Matches($$"""{"success":true,"room":"{{room}}"}""", await client.CallAsync(feature + ":unsubscribe", Payload(field)));
            }
        }
    }

    [Theory]
    [EveryWire("order", "orderId", "order:x_1")]
    [EveryWire("booking", "bookingId", "booking:x_1")]
    [EveryWire("chat", "conversationId", "chat:x_1")]
    [EveryWire("inventory", "productId", "product:x_1")]
    public async Task With_since_what_was_missed_comes_first_and_once(Wire wire, string feature, string field, string room)
    {
        await using var host = await StartAsync(room);
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        await client.CallAsync(feature + ":subscribe", Payload(field));
        await PublishAsync(host, room, 1);
        var since = (await client.NextAsync(Event)).Text("eventId");
        await client.CallAsync(feature + ":unsubscribe", Payload(field));
        await PublishAsync(host, room, 2, 3);

        JsonShape.Matches(
            $$"""{"success":true,"room":"{{room}}","recovered":true}""",
            await client.CallAsync(feature + ":subscribe", Payload(field, since)));
        await PublishAsync(host, room, 4);
        // Asked again, what came by now does not come twice.
        JsonShape.Matches(
            $$"""{"success":true,"room":"{{room}}","recovered":true}""",
            await client.CallAsync(feature + ":subscribe", Payload(field, since)));
        await PublishAsync(host, room, 5);
        Assert.Equal([2, 3, 4, 5], Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire("order", "orderId", "order:x_1", "otherepoch-1")]
    [EveryWire("order", "orderId", "order:x_1", "garbage")]
    [EveryWire("order", "orderId", "order:x_1", "")]
    [EveryWire("order", "orderId", "order:x_1", "{epoch}-999999")]
    [EveryWire("order", "orderId", "order:x_1", "{epoch}--1")]
    [EveryWire("order", "orderId", "order:x_1", "{epoch}-99999999999999999999")]
    [EveryWire("booking", "bookingId", "booking:x_1", "otherepoch-1")]
    [EveryWire("booking", "bookingId", "booking:x_1", "garbage")]
    [EveryWire("chat", "conversationId", "chat:x_1", "otherepoch-1")]
    [EveryWire("chat", "conversationId", "chat:x_1", "garbage")]
    [EveryWire("inventory", "productId", "product:x_1", "otherepoch-1")]
    [EveryWire("inventory", "productId", "product:x_1", "garbage")]
    public async Task Since_another_epoch_recovers_nothing_and_joins_all_the_same(Wire wire, string feature, string field, string room, string since)
    {
        await using var host = await StartAsync(room);
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        since = since.Replace("{epoch}", (await CurrentAsync(host, client)).Split('-')[0], StringComparison.Ordinal);
        await PublishAsync(host, room, 1);

        JsonShape.Matches(
            $$"""{"success":true,"room":"{{room}}","recovered":false,"eventId":"<eventId>"}""",
            await client.CallAsync(feature + ":subscribe", Payload(field, since)));
        await PublishAsync(host, room, 2);
        Assert.Equal([2], Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire("order", "orderId", "order:x_1")]
    [EveryWire("booking", "bookingId", "booking:x_1")]
    [EveryWire("chat", "conversationId", "chat:x_1")]
    [EveryWire("inventory", "productId", "product:x_1")]
    public async Task Who_was_not_recovered_has_a_place_to_come_back_to_before_anything_comes(Wire wire, string feature, string field, string room)
    {
        await using var host = await StartAsync(room);
        await PublishAsync(host, room, 1);
        string place;
        await using (var before = await host.ConnectUserAsync(wire, "user_123", Event))
        {
            var answer = await before.CallAsync(feature + ":subscribe", Payload(field, "otherepoch-1"));
            Assert.False(answer.GetProperty("recovered").GetBoolean());
            place = answer.Text("eventId");
        }

        await PublishAsync(host, room, 2);
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        JsonShape.Matches(
            $$"""{"success":true,"room":"{{room}}","recovered":true}""",
            await client.CallAsync(feature + ":subscribe", Payload(field, place)));
        Assert.Equal([2], Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire("order", "orderId", "order:x_1")]
    [EveryWire("booking", "bookingId", "booking:x_1")]
    [EveryWire("chat", "conversationId", "chat:x_1")]
    [EveryWire("inventory", "productId", "product:x_1")]
    public async Task Since_before_the_log_reaches_recovers_nothing(Wire wire, string feature, string field, string room)
    {
        await using var host = await StartAsync(room, options => options.EventLog.MaximumEntries = 16);
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        var since = await CurrentAsync(host, client);
        await PublishAsync(host, room, [.. Enumerable.Range(1, 100)]);

        JsonShape.Matches(
            $$"""{"success":true,"room":"{{room}}","recovered":false,"eventId":"<eventId>"}""",
            await client.CallAsync(feature + ":subscribe", Payload(field, since)));
        await PublishAsync(host, room, 101);
        Assert.Equal([101], Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire]
    public async Task More_than_may_be_replayed_recovers_nothing(Wire wire)
    {
        await using var host = await StartAsync("order:x_1", options => options.EventLog.MaximumReplay = 3);
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        var since = await CurrentAsync(host, client);
        await PublishAsync(host, "order:x_1", 1, 2, 3);
        Assert.True((await client.CallAsync("order:subscribe", Payload("orderId", since))).GetProperty("recovered").GetBoolean());
        Assert.Equal([1, 2, 3], Numbers(await client.DrainAsync()));

        await client.CallAsync("order:unsubscribe", Payload("orderId"));
        await PublishAsync(host, "order:x_1", 4);
        Assert.False((await client.CallAsync("order:subscribe", Payload("orderId", since))).GetProperty("recovered").GetBoolean());
        Assert.Empty(Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire]
    public async Task Replay_never_reaches_back_before_the_grant(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123", Event);
        var since = await CurrentAsync(host, client);
        await PublishAsync(host, "order:x_1", 1);
        await host.Access.GrantAsync("order:x_1", "user_123", cancellationToken: TestContext.Current.CancellationToken);
        await PublishAsync(host, "order:x_1", 2);

        await client.CallAsync("order:subscribe", Payload("orderId", since));
        Assert.Equal([2], Numbers(await client.DrainAsync()));
    }

    [Theory]
    [EveryWire]
    public async Task A_connection_can_be_in_so_many_rooms(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumRoomsPerConnection = 2);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        (await client.CallAsync("inventory:subscribe", new { productId = "1" })).IsDone();
        (await client.CallAsync("inventory:subscribe", new { productId = "2" })).IsDone();
        (await client.CallAsync("inventory:subscribe", new { productId = "3" })).IsRefused("too_large");
        (await client.CallAsync("inventory:subscribe", new { productId = "2" })).IsDone();
        (await client.CallAsync("inventory:unsubscribe", new { productId = "1" })).IsDone();
        (await client.CallAsync("inventory:subscribe", new { productId = "3" })).IsDone();
    }

    [Theory]
    [EveryWire]
    public async Task A_guest_may_follow_products(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var guest = await host.ConnectAsync(wire, null);
        JsonShape.Matches("""{"success":true,"room":"product:x_1"}""", await guest.CallAsync("inventory:subscribe", Payload("productId")));
        await host.Realtime.NotifyStockLevelAsync("x_1", 3, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, (await guest.NextAsync("inventory:updated")).GetProperty("quantity").GetInt32());
    }

    private static async Task<RealtimeHost> StartAsync(string room, Action<RealtimeOptions>? configure = null)
    {
        var host = await RealtimeHost.StartAsync(configure);
        await host.Access.GrantAsync(room, "user_123", cancellationToken: TestContext.Current.CancellationToken);
        return host;
    }

    private static Dictionary<string, string> Payload(string field, string? since = null) =>
        since is null ? new() { [field] = "x_1" } : new() { [field] = "x_1", ["since"] = since };

    private static async Task PublishAsync(RealtimeHost host, string room, params int[] numbers)
    {
        foreach (var n in numbers)
        {
            await host.Realtime.SendEventToRoomAsync(room, Event, new { n }, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>An event id of now.</summary>
    private static async Task<string> CurrentAsync(RealtimeHost host, IWireClient client)
    {
        await host.Realtime.BroadcastToAllAsync(Event, new { n = 0 }, TestContext.Current.CancellationToken);
        return (await client.NextAsync(Event)).Text("eventId");
    }

    private static List<int> Numbers(IReadOnlyList<ReceivedEvent> received) =>
        [.. received.Where(one => one.Name == Event).Select(one => one.Payload.GetProperty("n").GetInt32())];
}
