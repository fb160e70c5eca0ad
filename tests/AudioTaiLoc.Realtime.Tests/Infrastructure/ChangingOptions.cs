using AudioTaiLoc.Realtime.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Options that a test changes, checked as a host's are.</summary>
internal sealed class ChangingOptions(RealtimeOptions options) : IOptionsFactory<RealtimeOptions>, IOptionsChangeTokenSource<RealtimeOptions>, IDisposable
{
    private RealtimeOptions _current = options;
    private CancellationTokenSource _change = new();

    public string Name => Options.DefaultName;

    public RealtimeOptions Create(string name)
    {
        var result = new RealtimeOptionsValidator().Validate(name, _current);
        return result.Failed ? throw new OptionsValidationException(name, typeof(RealtimeOptions), result.Failures) : _current;
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(_change.Token);

    public LiveRateLimits Follow(ILogger<LiveRateLimits>? logger = null) => new(_current, this, [this], logger ?? NullLogger<LiveRateLimits>.Instance);

    public void Change(RealtimeOptions options)
    {
        _current = options;
        using var before = _change;
        _change = new CancellationTokenSource();
        before.Cancel();
    }

    public void Dispose() => _change.Dispose();
}
