using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 2 and 3: <c>presence:list</c>, <c>presence:viewing</c>, <c>user:online</c>, <c>user:offline</c> and <c>ping</c>.</summary>
public sealed class PresenceTests
{
    [Theory]
    [EveryWire]
    public async Task Coming_and_going_is_told_to_all_who_are_signed_in(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.AllowGuests = true;
            options.Presence.ReconnectGrace = TimeSpan.Zero;
        });
        await using var watcher = await host.ConnectUserAsync(wire, "user_456");
        await using var guest = await host.ConnectAsync(wire, null);
        await watcher.DrainAsync();
        await using (await host.ConnectUserAsync(wire, "user_123"))
        {
            JsonShape.Matches("""{"userId":"user_123","timestamp":"<time>"}""", await watcher.NextAsync("user:online"));
        }

        JsonShape.Matches("""{"userId":"user_123","timestamp":"<time>"}""", await watcher.NextAsync("user:offline"));
        Assert.Empty(await guest.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task Only_the_first_connection_in_and_the_last_one_out_are_told(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Presence.ReconnectGrace = TimeSpan.Zero);
        await using var watcher = await host.ConnectUserAsync(wire, "user_456");
        await watcher.DrainAsync();
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        Assert.Equal("user_123", (await watcher.NextAsync("user:online")).Text("userId"));
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        Assert.Equal(2, await CountAsync(watcher, "user_123"));
        await laptop.DisposeAsync();
        // A third user's coming and going shows that nothing was told in between.
        await using (await host.ConnectUserAsync(wire, "user_789"))
        {
            Assert.Equal("user_789", (await watcher.NextAsync("user:online")).Text("userId"));
        }

        Assert.Equal("user_789", (await watcher.NextAsync("user:offline")).Text("userId"));
        await phone.DisposeAsync();
        Assert.Equal("user_123", (await watcher.NextAsync("user:offline")).Text("userId"));
    }

    [Theory]
    [EveryWire]
    public async Task Who_comes_back_within_the_grace_was_never_offline(Wire wire)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await RealtimeHost.StartAsync(build: builder => builder.Services.AddSingleton<TimeProvider>(time));
        await using var log = await LogWatch.StartAsync(host);
        await using var watcher = await host.ConnectUserAsync(wire, "user_456");
        var page = await host.ConnectUserAsync(wire, "user_123");
        await log.PresenceAsync("user:online", "user_123");
        for (var i = 0; i < 3; i++)
        {
            await page.DisposeAsync();
            await CountedAsync(watcher, "user_123", 0);
            time.Advance(TimeSpan.FromSeconds(4));
            page = await host.ConnectUserAsync(wire, "user_123");
            await CountedAsync(watcher, "user_123", 1);
            time.Advance(TimeSpan.FromSeconds(4));
        }

        await page.DisposeAsync();
        await CountedAsync(watcher, "user_123", 0);
        Assert.Equal(2, (await host.Realtime.GetClusterStatsAsync(TestContext.Current.CancellationToken)).ConnectedUsers);
        for (var i = 0; i < 6; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("user:offline", await log.NextPresenceAsync("user_123"));
    }

    [Theory]
    [EveryWire]
    public async Task With_the_audience_Watchers_only_they_are_told(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.Presence.Audience = PresenceAudience.Watchers;
            options.Presence.ReconnectGrace = TimeSpan.Zero;
        });
        await host.Access.GrantAsync(RealtimeRooms.Presence("user_123"), "watcher", cancellationToken: TestContext.Current.CancellationToken);
        await using var watcher = await host.ConnectUserAsync(wire, "watcher");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await using (await host.ConnectUserAsync(wire, "user_123"))
        {
            Assert.Equal("user_123", (await watcher.NextAsync("user:online")).Text("userId"));
        }

        Assert.Equal("user_123", (await watcher.NextAsync("user:offline")).Text("userId"));
        Assert.Empty(await watcher.DrainAsync());
        Assert.Empty(await other.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task With_the_audience_Nobody_nobody_is_told_and_the_list_still_shows(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Presence.Audience = PresenceAudience.Nobody);
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        Assert.Empty(await other.DrainAsync());
        Assert.Equal(1, await CountAsync(other, "user_123"));
    }

    [Theory]
    [EveryWire]
    public async Task The_list_counts_connections_and_knows_since_when(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await using var guest = await host.ConnectAsync(wire, null);
        JsonShape.Matches(
            """
            {"success":true,"users":[
              {"userId":"user_123","connectionCount":2,"since":"<time>"},
              {"userId":"user_456","connectionCount":1,"since":"<time>"}]}
            """,
            await other.CallAsync("presence:list"));
    }

    [Theory]
    [EveryWire]
    public async Task The_list_may_ask_for_a_policy(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(
            options => options.Presence.ListPolicy = "staff",
            builder => builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireRole("staff")));
        await using var customer = await host.ConnectUserAsync(wire, "user_123");
        await using var staff = await host.ConnectAsync(wire, host.Token("staff_1", role: "staff"));
        (await customer.CallAsync("presence:list")).IsRefused("forbidden");
        Assert.Equal(2, (await staff.CallAsync("presence:list")).IsDone().GetProperty("users").GetArrayLength());
    }

    [Theory]
    [EveryWire]
    public async Task Viewers_of_a_product_are_counted_as_users(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync();
        await using var laptop = await host.ConnectUserAsync(wire, "user_123");
        await using var phone = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        JsonShape.Matches("""{"success":true,"viewers":1}""", await laptop.CallAsync("presence:viewing", new { productId = "prod_123" }));
        JsonShape.Matches("""{"success":true,"viewers":1}""", await phone.CallAsync("presence:viewing", new { productId = "prod_123" }));
        JsonShape.Matches("""{"success":true,"viewers":2}""", await other.CallAsync("presence:viewing", new { productId = "prod_123" }));
        JsonShape.Matches("""{"success":true,"viewers":1}""", await phone.CallAsync("presence:viewing", new { productId = "prod_456" }));
        JsonShape.Matches("""{"success":true,"viewers":0}""", await laptop.CallAsync("presence:viewing", new { productId = (string?)null }));
        JsonShape.Matches("""{"success":true,"viewers":1}""", await other.CallAsync("presence:viewing", new { productId = "prod_123" }));
    }

    [Theory]
    [EveryWire]
    public async Task Ping_is_answered_and_comes_back_as_pong_to_the_caller_alone(Wire wire)
    {
        await using var host = await RealtimeHost.StartAsync(options => options.AllowGuests = true);
        await using var user = await host.ConnectUserAsync(wire, "user_123");
        await using var guest = await host.ConnectAsync(wire, null);
        foreach (var client in new[] { user, guest })
        {
            var ack = await client.CallAsync("ping");
            JsonShape.Matches("""{"success":true,"timestamp":"<time>"}""", ack);
            var pong = await client.NextAsync("pong");
            JsonShape.Matches("""{"timestamp":"<time>"}""", pong);
            Assert.Equal(ack.Text("timestamp"), pong.Text("timestamp"));
        }

        Assert.DoesNotContain(await user.DrainAsync(), one => one.Name == "pong");
    }

    private static async Task CountedAsync(IWireClient client, string userId, int connections)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (await CountAsync(client, userId) != connections)
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    private static async Task<int> CountAsync(IWireClient client, string userId) =>
        (await client.CallAsync("presence:list")).GetProperty("users").EnumerateArray()
            .Single(user => user.Text("userId") == userId).GetProperty("connectionCount").GetInt32();
}
