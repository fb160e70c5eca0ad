using Microsoft.Extensions.Options;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Options that a test changes.</summary>
internal sealed class StubOptionsMonitor(RealtimeOptions options) : IOptionsMonitor<RealtimeOptions>
{
    private Action<RealtimeOptions, string?>? _listener;

    public RealtimeOptions CurrentValue { get; private set; } = options;

    public RealtimeOptions Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<RealtimeOptions, string?> listener)
    {
        _listener += listener;
        return null;
    }

    public void Change(RealtimeOptions options)
    {
        CurrentValue = options;
        _listener?.Invoke(options, Options.DefaultName);
    }
}
