using System.Threading.RateLimiting;
using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Operations;

/// <summary>Bounds how often a user, over all connections, or a guest's connection may call.</summary>
internal sealed class CallLimiter : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<Connection>? _limiter;

    public CallLimiter(RealtimeOptions options)
    {
        var limits = options.RateLimit;
        if (limits.IsEnabled)
        {
            _limiter = PartitionedRateLimiter.Create<Connection, string>(connection => RateLimitPartition.GetTokenBucketLimiter(
                connection.UserId ?? connection.Id,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = limits.Burst,
                    TokensPerPeriod = limits.CallsPerSecond,
                    ReplenishmentPeriod = Period,
                    AutoReplenishment = true,
                }));
        }
    }

    /// <summary>Counts a call.</summary>
    /// <exception cref="RealtimeException"><c>rate_limited</c>.</exception>
    public void Count(Connection caller)
    {
        if (_limiter is null)
        {
            return;
        }

        using var lease = _limiter.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            throw new RealtimeException(RealtimeErrorCodes.RateLimited, "Too many calls; try again a little later.")
            {
                RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Period,
            };
        }
    }

    public void Dispose() => _limiter?.Dispose();
}
