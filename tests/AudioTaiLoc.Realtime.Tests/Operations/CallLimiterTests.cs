using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Operations;

public sealed class CallLimiterTests
{
    // The buckets go by the clock of the system: with what one call takes, it is a quarter of an hour until one is given back.
    private const int Call = 1_000;

    private readonly RealtimeOptions _options = Allow(3);

    [Fact]
    public void A_user_shares_one_bucket_over_all_connections()
    {
        using var limiter = TestLimiters.Create(_options);
        var (first, second) = (TestConnections.Create("user_123"), TestConnections.Create("user_123"));
        limiter.Count(first, "ping");
        limiter.Count(second, "ping");
        limiter.Count(first, "ping");

        var refusal = Assert.Throws<RealtimeException>(() => limiter.Count(second, "ping"));

        Assert.Equal(RealtimeErrorCodes.RateLimited, refusal.Code);
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        limiter.Count(TestConnections.Create("user_456"), "ping");
    }

    [Fact]
    public void Guests_have_a_bucket_per_connection()
    {
        using var limiter = TestLimiters.Create(_options);
        var (first, second) = (TestConnections.Create(null), TestConnections.Create(null));
        for (var i = 0; i < 3; i++)
        {
            limiter.Count(first, "ping");
            limiter.Count(second, "ping");
        }

        Assert.Throws<RealtimeException>(() => limiter.Count(first, "ping"));
        Assert.Throws<RealtimeException>(() => limiter.Count(second, "ping"));
    }

    [Fact]
    public void Switched_off_it_counts_nothing()
    {
        _options.RateLimit.IsEnabled = false;
        using var limiter = TestLimiters.Create(_options);
        var caller = TestConnections.Create("user_123");

        for (var i = 0; i < 10_000; i++)
        {
            limiter.Count(caller, "ping");
        }

        Assert.Null(caller.CallState);
    }

    [Fact]
    public void A_call_takes_what_it_costs_and_never_more_than_there_can_be()
    {
        _options.RateLimit.Events["chat:history"] = new EventRateLimit { Cost = 2 * Call };
        _options.RateLimit.Events["chat:create"] = new EventRateLimit { Cost = 10 * Call };
        using var limiter = TestLimiters.Create(_options);
        var (reader, writer) = (TestConnections.Create("user_123"), TestConnections.Create("user_456"));
        limiter.Count(reader, "chat:history");

        var refusal = Assert.Throws<RealtimeException>(() => limiter.Count(reader, "chat:history"));
        limiter.Count(writer, "chat:create");

        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(Call));
        Assert.Throws<RealtimeException>(() => limiter.Count(writer, "ping"));
        limiter.Count(reader, "ping");
    }

    [Fact]
    public void An_event_with_a_limit_of_its_own_leaves_the_others_alone()
    {
        _options.RateLimit.Events["chat:typing"] = new EventRateLimit { CallsPerSecond = 1, Burst = 2 };
        using var limiter = TestLimiters.Create(_options);
        var (first, second) = (TestConnections.Create("user_123"), TestConnections.Create("user_123"));
        limiter.Count(first, "chat:typing");
        limiter.Count(second, "chat:typing");

        // It gives back one a second; many do not take as long.
        var refusal = Assert.Throws<RealtimeException>(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                limiter.Count(first, "chat:typing");
            }
        });

        Assert.Equal(RealtimeErrorCodes.RateLimited, refusal.Code);
        Assert.Contains("chat:typing", refusal.Message, StringComparison.Ordinal);
        limiter.Count(first, "chat:message");
    }

    [Fact]
    public void New_values_count_for_connections_that_are_there()
    {
        using var options = new ChangingOptions(_options);
        using var limits = options.Follow();
        using var limiter = TestLimiters.Create(limits);
        var caller = TestConnections.Create("user_123");
        for (var i = 0; i < 3; i++)
        {
            limiter.Count(caller, "ping");
        }

        Assert.Throws<RealtimeException>(() => limiter.Count(caller, "ping"));

        options.Change(Allow(5));

        for (var i = 0; i < 5; i++)
        {
            limiter.Count(caller, "ping");
        }

        Assert.Throws<RealtimeException>(() => limiter.Count(caller, "ping"));
        options.Change(new RealtimeOptions { RateLimit = { IsEnabled = false } });
        limiter.Count(caller, "ping");
    }

    [Fact]
    public void In_shadow_mode_it_only_counts()
    {
        _options.RateLimit.IsShadow = true;
        _options.RateLimit.MaximumRefusals = 1;
        using var metrics = TestMeters.CreateMetrics();
        using var seen = new LimitWatch();
        using var limiter = TestLimiters.Create(_options, metrics);
        var transport = new RecordingTransport();
        var caller = TestConnections.Create("user_123", transport);

        for (var i = 0; i < 5; i++)
        {
            limiter.Count(caller, "ping");
        }

        limiter.Refused(caller, RealtimeErrorCodes.UnknownEvent);

        Assert.Equal(["calls shadow", "calls shadow", "refusals shadow"], seen.Of(metrics));
        Assert.Null(transport.Closed);
    }

    [Fact]
    public void Who_goes_on_after_refusals_is_closed()
    {
        _options.RateLimit.MaximumRefusals = 3;
        using var limiter = TestLimiters.Create(_options);
        var transport = new RecordingTransport();
        var caller = TestConnections.Create("user_123", transport);
        limiter.Refused(caller, RealtimeErrorCodes.RateLimited);
        limiter.Refused(caller, RealtimeErrorCodes.UnknownEvent);
        limiter.Refused(caller, RealtimeErrorCodes.Forbidden);
        Assert.Null(transport.Closed);

        limiter.Refused(caller, RealtimeErrorCodes.RateLimited);

        Assert.Equal((RealtimeErrorCodes.RateLimited, false), (transport.Closed?.Code, transport.Closed?.MayReconnect));
    }

    [Fact]
    public void Refusals_are_forgotten_after_a_while()
    {
        _options.RateLimit.MaximumRefusals = 2;
        var time = new FakeTimeProvider();
        using var limiter = TestLimiters.Create(_options, time: time);
        var transport = new RecordingTransport();
        var caller = TestConnections.Create("user_123", transport);
        limiter.Refused(caller, RealtimeErrorCodes.RateLimited);
        time.Advance(_options.RateLimit.RefusalWindow);

        limiter.Refused(caller, RealtimeErrorCodes.RateLimited);
        Assert.Null(transport.Closed);
        limiter.Refused(caller, RealtimeErrorCodes.RateLimited);

        Assert.NotNull(transport.Closed);
    }

    [Fact]
    public async Task The_buckets_of_users_who_left_are_released()
    {
        // Full again as soon as one looks.
        _options.RateLimit.CallsPerSecond = 1_000_000;
        _options.RateLimit.Events.Remove("ping");
        var time = new FakeTimeProvider();
        using var limiter = TestLimiters.Create(_options, time: time);
        var connections = Enumerable.Range(0, 1000).Select(i => TestConnections.Create($"user_{i}")).ToArray();
        foreach (var connection in connections)
        {
            limiter.Count(connection, "ping");
        }

        Assert.Equal(1000, limiter.UserCount);
        foreach (var connection in connections.Skip(1))
        {
            await limiter.DisconnectedAsync(connection);
        }

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1, limiter.UserCount);
    }

    [Fact]
    public async Task Leaving_and_coming_back_gives_no_new_bucket()
    {
        var time = new FakeTimeProvider();
        using var limiter = TestLimiters.Create(_options, time: time);
        var before = TestConnections.Create("user_123");
        for (var i = 0; i < 3; i++)
        {
            limiter.Count(before, "ping");
        }

        await limiter.DisconnectedAsync(before);
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Throws<RealtimeException>(() => limiter.Count(TestConnections.Create("user_123"), "ping"));
    }

    [Fact]
    public async Task A_call_that_comes_after_the_end_keeps_nothing()
    {
        using var limiter = TestLimiters.Create(_options);
        var connection = TestConnections.Create("user_123");
        await limiter.DisconnectedAsync(connection);

        limiter.Count(connection, "ping");

        Assert.Equal(0, limiter.UserCount);
    }

    private static RealtimeOptions Allow(int calls) =>
        new() { RateLimit = { Burst = calls * Call, CallsPerSecond = 1, Events = { ["ping"] = new EventRateLimit { Cost = Call } } } };
}
