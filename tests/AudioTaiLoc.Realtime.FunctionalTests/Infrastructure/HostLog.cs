using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Keeps what a host logs.</summary>
internal sealed class HostLog : ILoggerProvider
{
    private readonly ConcurrentQueue<HostLogLine> _lines = new();

    public IReadOnlyList<HostLogLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<HostLogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new HostLogLine(category, logLevel, eventId.Name, formatter(state, exception), exception));
    }
}

/// <summary>One line of a host's log.</summary>
internal sealed record HostLogLine(string Category, LogLevel Level, string? EventName, string Message, Exception? Exception);
