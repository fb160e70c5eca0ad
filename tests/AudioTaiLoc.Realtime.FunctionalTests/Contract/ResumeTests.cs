using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Section 2: <c>resume</c>.</summary>
public sealed class ResumeTests
{
    private const string Event = "test:event";

    [Theory]
    [EveryWire]
    public async Task What_was_sent_to_the_user_and_to_all_comes_again_in_order_and_once(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.Access.GrantAsync("order:order_123", "user_123", cancellationToken: cancellation);
        string since;
        await using (var before = await host.ConnectUserAsync(wire, "user_123", Event))
        {
            since = await BroadcastAsync(host, before, 0);
        }

        await host.Realtime.BroadcastToAllAsync(Event, new { n = 1 }, cancellation);
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "mine", Message = "2" }, cancellation);
        await host.Realtime.NotifyUserAsync("user_456", new UserNotification { Type = "of another", Message = "3" }, cancellation);
        await host.Realtime.NotifyUsersAsync(["user_456", "user_123"], new UserNotification { Type = "ours", Message = "4" }, cancellation);
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", cancellationToken: cancellation);

        await using var after = await host.ConnectUserAsync(wire, "user_123", Event);
        JsonShape.Matches("""{"success":true,"recovered":true}""", await after.CallAsync("resume", new { since }));
        JsonShape.Matches("""{"success":true,"recovered":true}""", await after.CallAsync("resume", new { since }));
        await host.Realtime.BroadcastToAllAsync(Event, new { n = 6 }, cancellation);
        var received = (await after.DrainAsync()).Where(one => one.Name is not ("user:online" or "user:offline")).ToList();
        Assert.Equal([Event, "notification:message", "notification:message", "notification:order_updated", Event], received.Select(one => one.Name));
        Assert.Equal(["mine", "ours"], received.Where(one => one.Name == "notification:message").Select(one => one.Payload.Text("type")));
        Assert.Equal([1, 6], received.Where(one => one.Name == Event).Select(one => one.Payload.GetProperty("n").GetInt32()));
    }

    [Theory]
    [EveryWire("otherepoch-1")]
    [EveryWire("garbage")]
    [EveryWire("")]
    public async Task Since_another_epoch_recovers_nothing(Wire wire, string since)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Message = "a" }, TestContext.Current.CancellationToken);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        JsonShape.Matches("""{"success":true,"recovered":false}""", await client.CallAsync("resume", new { since }));
        Assert.DoesNotContain(await client.DrainAsync(), one => one.Name == "notification:message");
    }

    [Theory]
    [EveryWire]
    public async Task Since_before_the_log_reaches_recovers_nothing(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.EventLog.MaximumEntries = 16);
        string since;
        await using (var before = await host.ConnectUserAsync(wire, "user_123", Event))
        {
            since = await BroadcastAsync(host, before, 0);
        }

        for (var n = 1; n <= 100; n++)
        {
            await host.Realtime.BroadcastToAllAsync(Event, new { n }, TestContext.Current.CancellationToken);
        }

        await using var after = await host.ConnectUserAsync(wire, "user_123", Event);
        JsonShape.Matches("""{"success":true,"recovered":false}""", await after.CallAsync("resume", new { since }));
        Assert.DoesNotContain(await after.DrainAsync(), one => one.Name == Event);
    }

    [Theory]
    [EveryWire]
    public async Task A_guest_gets_again_what_was_sent_to_all_and_nothing_else(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var guest = await host.ConnectAsync(wire, null, Event);
        var since = await BroadcastAsync(host, guest, 0);
        await guest.DisposeAsync();
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Message = "a" }, cancellation);
        await host.Realtime.BroadcastToAllAsync(Event, new { n = 1 }, cancellation);

        await using var again = await host.ConnectAsync(wire, null, Event);
        JsonShape.Matches("""{"success":true,"recovered":true}""", await again.CallAsync("resume", new { since }));
        Assert.Equal([Event], (await again.DrainAsync()).Select(one => one.Name));
    }

    private static async Task<string> BroadcastAsync(RealtimeHost host, IWireClient client, int n)
    {
        await host.Realtime.BroadcastToAllAsync(Event, new { n }, TestContext.Current.CancellationToken);
        return (await client.NextAsync(Event)).Text("eventId");
    }
}
