using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Operations;

public sealed class CallLimiterTests
{
    // So slow that nothing is given back while a test runs.
    private readonly RealtimeOptions _options = new() { RateLimit = { Burst = 3, CallsPerSecond = 1 } };

    [Fact]
    public void A_user_shares_one_bucket_over_all_connections()
    {
        using var limiter = new CallLimiter(_options);
        var (first, second) = (TestConnections.Create("user_123"), TestConnections.Create("user_123"));
        limiter.Count(first);
        limiter.Count(second);
        limiter.Count(first);

        var refusal = Assert.Throws<RealtimeException>(() => limiter.Count(second));

        Assert.Equal(RealtimeErrorCodes.RateLimited, refusal.Code);
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        limiter.Count(TestConnections.Create("user_456"));
    }

    [Fact]
    public void Guests_have_a_bucket_per_connection()
    {
        using var limiter = new CallLimiter(_options);
        var (first, second) = (TestConnections.Create(null), TestConnections.Create(null));
        for (var i = 0; i < 3; i++)
        {
            limiter.Count(first);
            limiter.Count(second);
        }

        Assert.Throws<RealtimeException>(() => limiter.Count(first));
        Assert.Throws<RealtimeException>(() => limiter.Count(second));
    }

    [Fact]
    public void Switched_off_it_counts_nothing()
    {
        _options.RateLimit.IsEnabled = false;
        using var limiter = new CallLimiter(_options);
        var caller = TestConnections.Create("user_123");

        for (var i = 0; i < 10_000; i++)
        {
            limiter.Count(caller);
        }
    }
}
