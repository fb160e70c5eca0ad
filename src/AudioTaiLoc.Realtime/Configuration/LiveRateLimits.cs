using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>The limits as they are set now: who counts looks here each time, so that a change needs no reconnect.</summary>
internal sealed class LiveRateLimits : IDisposable
{
    private readonly IDisposable? _subscription;
    private volatile RateLimitOptions _current;

    public LiveRateLimits(RealtimeOptions options) => _current = options.RateLimit;

    public LiveRateLimits(IOptionsMonitor<RealtimeOptions> monitor)
    {
        _current = monitor.CurrentValue.RateLimit;
        _subscription = monitor.OnChange((options, _) => _current = options.RateLimit);
    }

    /// <summary>Never changed, but replaced by another.</summary>
    public RateLimitOptions Current => _current;

    public void Dispose() => _subscription?.Dispose();
}
