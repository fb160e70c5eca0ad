using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AudioTaiLoc.Realtime.Configuration;

/// <summary>The limits as they are set now: who counts looks here each time, so that a change needs no reconnect.</summary>
internal sealed partial class LiveRateLimits : IDisposable
{
    private readonly IDisposable[] _subscriptions = [];
    private volatile RateLimitOptions _current;

    public LiveRateLimits(RealtimeOptions options) => _current = options.RateLimit;

    public LiveRateLimits(
        RealtimeOptions options,
        IOptionsFactory<RealtimeOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<RealtimeOptions>> sources,
        ILogger<LiveRateLimits> logger)
        : this(options) =>
        // Not through a monitor: it throws at whoever reloads, mostly a file watcher that tells nobody.
        _subscriptions = [.. sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, () => Reload(factory, logger)))];

    /// <summary>Never changed, but replaced by another.</summary>
    public RateLimitOptions Current => _current;

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private void Reload(IOptionsFactory<RealtimeOptions> factory, ILogger logger)
    {
        try
        {
            _current = factory.Create(Options.DefaultName).RateLimit;
        }
        catch (OptionsValidationException exception)
        {
            LogRefused(logger, exception.Message);
        }
    }
}
