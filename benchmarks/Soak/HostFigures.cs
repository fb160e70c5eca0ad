using System.Collections.Concurrent;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>What the host counts about itself: its live heap, exceptions that nobody observed, and what it logged as an error.</summary>
internal sealed class HostFigures : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private long _unobserved;
    private long _unpublished;

    public HostFigures() => TaskScheduler.UnobservedTaskException += (_, unobserved) =>
    {
        Interlocked.Increment(ref _unobserved);
        _errors.AddOrUpdate($"unobserved: {unobserved.Exception.InnerException}", 1, (_, count) => count + 1);
    };

    /// <summary>Counts what was not published because its store was too busy.</summary>
    public void Unpublished() => Interlocked.Increment(ref _unpublished);

    /// <summary>Collects, so that garbage does not count and unobserved exceptions come to light.</summary>
    public HostFiguresReport Read(IRealtimeService realtime)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var memory = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return new(
            memory.HeapSizeBytes - memory.FragmentedBytes,
            realtime.GetRealtimeStats().Connections,
            Interlocked.Read(ref _unobserved),
            Interlocked.Read(ref _unpublished),
            _errors.ToDictionary());
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _errors.AddOrUpdate($"{eventId.Name}: {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}", 1, (_, count) => count + 1);
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>The host's figures.</summary>
/// <param name="LiveHeap">Bytes of objects that are in use.</param>
/// <param name="Connections">Connections of both wires.</param>
/// <param name="Unobserved">Exceptions of tasks that nobody looked at.</param>
/// <param name="Unpublished">Notifications that their store was too busy to keep.</param>
/// <param name="Errors">Errors, and how often each was logged.</param>
internal sealed record HostFiguresReport(long LiveHeap, int Connections, long Unobserved, long Unpublished, IReadOnlyDictionary<string, int> Errors);
