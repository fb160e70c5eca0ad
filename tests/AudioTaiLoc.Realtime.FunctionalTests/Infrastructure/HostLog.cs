using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>Keeps what a host logs.</summary>
internal sealed class HostLog : ILoggerProvider
{
    private readonly ConcurrentQueue<HostLogLine> _lines = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<HostLogLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    /// <summary>Waits until a number of lines were logged that a test looks for, those before the call included.</summary>
    public async Task WaitForAsync(Func<HostLogLine, bool> isIt, int count = 1)
    {
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (_lines.Count(isIt) >= count)
            {
                return;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    private void Add(HostLogLine line)
    {
        _lines.Enqueue(line);
        Interlocked.Exchange(ref _more, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void Dispose()
    {
    }

    private sealed class Logger(string category, HostLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(new HostLogLine(category, logLevel, eventId.Name, formatter(state, exception), exception));
    }
}

/// <summary>One line of a host's log.</summary>
internal sealed record HostLogLine(string Category, LogLevel Level, string? EventName, string Message, Exception? Exception);
