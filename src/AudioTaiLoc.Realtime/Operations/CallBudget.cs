using System.Threading.RateLimiting;
using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>
/// A user's token buckets: one for all calls, and one for each call that has a limit of its own. Shared by the user's
/// connections, and by nobody else, so that its lock is seldom waited for. Refilled when it is looked at, without a timer.
/// </summary>
internal sealed class CallBudget : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucketRateLimiter> _events = new(StringComparer.Ordinal);
    private TokenBucketRateLimiter? _all;
    private RateLimitOptions? _limits;

    /// <summary>Connections that count here; the limiter's own lock guards it.</summary>
    public int Users { get; set; }

    /// <summary>Takes what a call costs.</summary>
    /// <param name="limits">What is allowed now. When it is another than before, the buckets begin anew, full.</param>
    /// <param name="operation">The call's name; null for one that is unknown.</param>
    /// <param name="wait">When to try again.</param>
    /// <returns>The limit that is in the way; null for none.</returns>
    public string? TryTake(RateLimitOptions limits, string? operation, out TimeSpan wait)
    {
        var own = operation is null ? null : limits.Events.TryGetValue(operation, out var found) ? found : null;
        lock (_gate)
        {
            if (!ReferenceEquals(limits, _limits))
            {
                Clear();
                _limits = limits;
                _all = Create(limits.CallsPerSecond, limits.Burst);
            }

            if (own is { CallsPerSecond: > 0 } && !TryTake(EventBucket(operation!, own), 1, out wait))
            {
                return LimitNames.Event;
            }

            return TryTake(_all!, Math.Min(own?.Cost ?? 1, limits.Burst), out wait) ? null : LimitNames.Calls;
        }
    }

    /// <summary>Whether it is as good as a new one, so that it can be forgotten.</summary>
    public bool IsFull()
    {
        lock (_gate)
        {
            return _limits is null || (IsFull(_all!, _limits.Burst) && _events.All(bucket => IsFull(bucket.Value, BurstOf(_limits.Events[bucket.Key]))));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Clear();
        }
    }

    private static bool TryTake(TokenBucketRateLimiter bucket, int cost, out TimeSpan wait)
    {
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(cost);
        wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        return lease.IsAcquired;
    }

    private static bool IsFull(TokenBucketRateLimiter bucket, int burst)
    {
        bucket.TryReplenish();
        return bucket.GetStatistics()!.CurrentAvailablePermits >= burst;
    }

    private static TokenBucketRateLimiter Create(int perSecond, int burst) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1) / perSecond,
        AutoReplenishment = false,
    });

    private static int BurstOf(EventRateLimit limit) => limit.Burst > 0 ? limit.Burst : Math.Min(limit.CallsPerSecond, 100_000) * 10;

    private TokenBucketRateLimiter EventBucket(string operation, EventRateLimit limit)
    {
        if (!_events.TryGetValue(operation, out var bucket))
        {
            _events[operation] = bucket = Create(limit.CallsPerSecond, BurstOf(limit));
        }

        return bucket;
    }

    private void Clear()
    {
        _all?.Dispose();
        foreach (var bucket in _events.Values)
        {
            bucket.Dispose();
        }

        _events.Clear();
        _limits = null;
    }
}
