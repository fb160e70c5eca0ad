using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Redis.Tests.Composition;

/// <summary>What a host that uses Redis says when it starts, and when Redis goes.</summary>
public sealed class StartTests(RedisServer server)
{
    private const string Password = "correct-horse";

    [Fact]
    public async Task A_wrong_password_keeps_the_host_from_starting()
    {
        await using var secured = await RedisServer.StartNewAsync("--requirepass", Password);

        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"{secured.Address},password=battery-staple"));
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(secured.Address));

        var sentence = $"Redis at {secured.Address} cannot be used: it refuses the user name or the password. Check the address and the log-in that UseRedis was given.";
        Assert.Equal(sentence, wrong.Message);
        Assert.Equal(sentence, missing.Message);
        Assert.DoesNotContain("battery-staple", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_lets_it_start()
    {
        await using var secured = await RedisServer.StartNewAsync("--requirepass", Password);
        await using var host = await StartAsync($"{secured.Address},password={Password}");

        await host.Realtime.BroadcastToAllAsync("maintenance", null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_address_where_nobody_is_keeps_the_host_from_starting()
    {
        await using var gone = await RedisServer.StartNewAsync();
        await gone.KillAsync();

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(gone.Address));

        Assert.Equal($"Redis at {gone.Address} cannot be used: it cannot be reached. Check the address and the log-in that UseRedis was given.", fault.Message);
    }

    [Fact]
    public async Task Every_fault_of_the_options_is_told_at_once()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.KeyPrefix = "{x}";
            options.Shards = 17;
            options.Timeout = TimeSpan.Zero;
            options.MaximumEntries = 1;
            options.MaximumAge = TimeSpan.Zero;
            options.MaximumSessions = 0;
        }));

        Assert.Equal(
            ["Configuration", "KeyPrefix", "Shards", "Timeout", "MaximumEntries", "MaximumAge", "MaximumSessions"],
            fault.Failures.Select(failure => failure.Split(' ')[1]));
    }

    [Fact]
    public async Task A_host_that_loses_Redis_is_not_ready_and_is_again_when_it_is_back()
    {
        await using var own = await RedisServer.StartNewAsync();
        await using var host = await StartAsync($"{own.Address}", options => options.Timeout = TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        await own.KillAsync();
        var refusal = await Assert.ThrowsAsync<RealtimeException>(
            () => host.Realtime.BroadcastToAllAsync("maintenance", null, TestContext.Current.CancellationToken));
        var report = await CheckAsync(host);

        Assert.Equal(RealtimeErrorCodes.Unavailable, refusal.Code);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains(own.Address, report.Entries["realtime"].Description, StringComparison.Ordinal);

        await own.StartAsync();
        await Until.TrueAsync("the host is ready again", async _ => (await CheckAsync(host)).Status == HealthStatus.Healthy);
        await host.Realtime.BroadcastToAllAsync("maintenance", null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Calling_it_twice_changes_only_settings()
    {
        await using var host = await RealtimeHost.StartAsync(build: builder => builder.Services.AddAudioTaiLocRealtime()
            .UseRedis(server.Address)
            .UseRedis(options => options.KeyPrefix = RedisNode.NewPrefix()));

        Assert.Single(host.Services.GetServices<IEventLog>());
    }

    private static Task<HealthReport> CheckAsync(RealtimeHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    private static Task<RealtimeHost> StartAsync(Action<RedisRealtimeOptions> configure) =>
        RealtimeHost.StartAsync(build: builder => builder.Services.AddAudioTaiLocRealtime().UseRedis(configure));

    private static Task<RealtimeHost> StartAsync(string connectionString, Action<RedisRealtimeOptions>? configure = null) =>
        RealtimeHost.StartAsync(build: builder => builder.Services.AddAudioTaiLocRealtime()
            .UseRedis(connectionString)
            .UseRedis(configure ?? (_ => { })));
}
