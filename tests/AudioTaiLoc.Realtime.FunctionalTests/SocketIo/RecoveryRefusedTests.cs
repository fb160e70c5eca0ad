using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>Who comes back too late, with the wrong papers, or to what is no longer there, begins anew: no rooms, nothing replayed.</summary>
public sealed class RecoveryRefusedTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task After_the_longest_absence()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await RealtimeHost.StartAsync(
            options => options.Recovery.MaximumAbsence = TimeSpan.FromSeconds(30),
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                SessionStoreWatch.Register(builder);
            });
        await host.SeedAsync();
        var store = SessionStoreWatch.Of(host);

        // Just in time.
        using var first = await SubscribedAsync(host);
        first.Cut();
        Assert.Equal(first.Pid, (await store.NextSavedAsync()).Id);
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "missed", cancellationToken: cancellation);
        time.Advance(TimeSpan.FromSeconds(29));
        using var second = await BackAsync(host, first.Pid, first.Offset);
        Assert.Equal(first.Pid, second.Pid);
        Assert.Equal("missed", (await second.NextAsync("order:updated")).GetProperty("status").GetString());

        // Too late.
        second.Cut();
        await store.NextSavedAsync();
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "missed", cancellationToken: cancellation);
        time.Advance(TimeSpan.FromSeconds(30));
        using var third = await BackAsync(host, second.Pid, second.Offset);
        await AssertNewAsync(host, third, second.Pid);
    }

    [Fact]
    public async Task When_the_log_no_longer_reaches_back()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.EventLog.MaximumEntries = 16);
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        first.Cut();
        await PublishAsync(host, 17);
        using var second = await BackAsync(host, first.Pid, first.Offset);
        await AssertNewAsync(host, second, first.Pid);
    }

    [Fact]
    public async Task When_more_was_missed_than_is_replayed()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.EventLog.MaximumReplay = 100);
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        first.Cut();
        await PublishAsync(host, 101);
        using var second = await BackAsync(host, first.Pid, first.Offset);
        await AssertNewAsync(host, second, first.Pid);
    }

    [Theory]
    [InlineData("zzzzzzzz-1")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("{0}-99999999")]
    [InlineData("{0}--1")]
    public async Task With_an_offset_that_this_log_never_gave(string offset)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        var epoch = first.Offset!.Split('-')[0];
        first.Cut();
        await PublishAsync(host, 3);
        using var second = await BackAsync(host, first.Pid, offset.Replace("{0}", epoch, StringComparison.Ordinal));
        await AssertNewAsync(host, second, first.Pid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_kick(bool whileConnected)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(build: SessionStoreWatch.Register);
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        if (whileConnected)
        {
            await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", cancellation);
            await first.Ended;
        }
        else
        {
            first.Cut();
            await SessionStoreWatch.Of(host).NextSavedAsync();
            await host.Realtime.DisconnectUserAsync("user_123", "Signed out everywhere.", cancellation);
        }

        await PublishAsync(host, 3);
        using var second = await BackAsync(host, first.Pid, first.Offset);
        await AssertNewAsync(host, second, first.Pid);
    }

    [Fact]
    public async Task After_leaving_of_its_own_accord()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        await first.LeaveAsync();
        await PublishAsync(host, 3);
        using var second = await BackAsync(host, first.Pid, first.Offset);
        await AssertNewAsync(host, second, first.Pid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_the_session_of_another_user_who_keeps_it(bool isConnected)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var owner = await SubscribedAsync(host);
        if (!isConnected)
        {
            owner.Cut();
        }

        await PublishAsync(host, 3);
        using var thief = await BackAsync(host, owner.Pid, owner.Offset, "user_456");
        await AssertNewAsync(host, thief, owner.Pid);

        if (isConnected)
        {
            Assert.True((await owner.CallAsync("ping", new { })).GetProperty("success").GetBoolean());
            Assert.Equal("0", (await owner.NextAsync("order:updated")).GetProperty("status").GetString());
            owner.Cut();
        }

        using var back = await BackAsync(host, owner.Pid, owner.Offset);
        Assert.Equal(owner.Pid, back.Pid);
        Assert.Equal(owner.Id, back.Id);
    }

    [Fact]
    public async Task A_second_time_with_one_session()
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        using var first = await SubscribedAsync(host);
        first.Cut();
        using var second = await BackAsync(host, first.Pid, first.Offset);
        Assert.Equal(first.Pid, second.Pid);
        // Whoever comes with it again takes it over: there is never a second connection of one session.
        using var third = await BackAsync(host, first.Pid, first.Offset);
        Assert.Equal(first.Pid, third.Pid);
        await second.Ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task PublishAsync(RealtimeHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", "user_123", cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    // It is in no room, and nothing came before what is published now.
    private static async Task AssertNewAsync(RealtimeHost host, RawSocketIoClient client, string oldPid)
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.NotEqual(oldPid, client.Pid);
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "later", cancellationToken: cancellation);
        await host.Realtime.BroadcastToAllAsync("end", cancellationToken: cancellation);
        Assert.Empty(await client.TakeUntilAsync("end"));
    }

    private async Task<RawSocketIoClient> SubscribedAsync(RealtimeHost host)
    {
        var client = await RawSocketIoClient.ConnectAsync(_http, host.Url, RawTransportKind.WebSocket, new { token = host.Token("user_123") });
        Assert.True((await client.CallAsync("order:subscribe", new { orderId = "order_123" })).GetProperty("success").GetBoolean());
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "seen", cancellationToken: TestContext.Current.CancellationToken);
        await client.NextAsync("order:updated");
        return client;
    }

    private Task<RawSocketIoClient> BackAsync(RealtimeHost host, string pid, string? offset, string userId = "user_123") =>
        RawSocketIoClient.ConnectAsync(_http, host.Url, RawTransportKind.WebSocket, new { token = host.Token(userId), pid, offset });
}
