using System.Threading.Channels;
using AudioTaiLoc.Realtime.Redis.Storage;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// The node's one reader of the log. The client library shares one connection among all calls and so cannot block on a stream;
/// the tail is woken instead: by a message that each append publishes, by this node's own appends, when Redis can be reached
/// again, and, should a message have been lost, once in a second. Then it reads on from where it is, so that a message says
/// nothing but "look", and may come late, twice or not at all.
/// </summary>
internal sealed partial class LogTail : IAsyncDisposable
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _redis;
    private readonly RedisChannel _channel;
    private readonly ILogStreams _streams;
    private readonly ILogger _logger;
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _gate = new();
    private List<TaskCompletionSource> _passes = [];
    private bool _isDisposed;
    private Task? _loop;
    private volatile string? _failure;

    public LogTail(RedisConnection redis, RedisChannel channel, ILogStreams streams, ILogger logger)
    {
        _redis = redis;
        _channel = channel;
        _streams = streams;
        _logger = logger;
        redis.Restored += Wake;
    }

    /// <summary>Why the log is not followed right now; null when it is.</summary>
    public string? Obstacle => _failure ?? (_redis.IsConnected ? null : $"Redis at {_redis.Address} cannot be reached.");

    /// <summary>Finds where the log is, and follows it from there.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _loop) is not null)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_loop is null)
            {
                // Before the look: what is appended between the two is told.
                var multiplexer = await _redis.OpenAsync(cancellationToken).ConfigureAwait(false);
                await multiplexer.GetSubscriber().SubscribeAsync(_channel, (_, _) => Wake()).ConfigureAwait(false);
                await _streams.ReadOnAsync(cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _loop, Task.Run(RunAsync, CancellationToken.None));
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Looks soon.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Waits until all that was appended before this call has reached the observers.</summary>
    /// <exception cref="RealtimeException">Redis cannot be reached.</exception>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        var pass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _passes.Add(pass);
        }

        Wake();
        await pass.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            // The container knows the log under two names.
            return;
        }

        _redis.Restored -= Wake;
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(false);
        }

        FailPasses(TakePasses(), new RealtimeException(RealtimeErrorCodes.ShuttingDown, "The server is stopping."));
        _stopping.Dispose();
        _opening.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await WaitAsync().ConfigureAwait(false);
            var passes = TakePasses();
            try
            {
                await _streams.ReadOnAsync(_stopping.Token).ConfigureAwait(false);
                _failure = null;
                passes.ForEach(static pass => pass.TrySetResult());
            }
            catch (OperationCanceledException exception) when (_stopping.IsCancellationRequested)
            {
                FailPasses(passes, new RealtimeException(RealtimeErrorCodes.ShuttingDown, "The server is stopping.", exception));
            }
            catch (Exception exception)
            {
                if (_failure is null)
                {
                    LogNotFollowed(_logger, _redis.Address, exception);
                }

                _failure = exception is InvalidOperationException ? exception.Message : $"{_streams.Silent} does not answer.";
                FailPasses(passes, exception);
            }
        }
    }

    private async Task WaitAsync()
    {
        using var pulse = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        pulse.CancelAfter(Pulse);
        try
        {
            await _wakes.Reader.ReadAsync(pulse.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (pulse.IsCancellationRequested)
        {
            // The pulse, or the end.
        }
    }

    private List<TaskCompletionSource> TakePasses()
    {
        lock (_gate)
        {
            var passes = _passes;
            _passes = [];
            return passes;
        }
    }

    private static void FailPasses(List<TaskCompletionSource> passes, Exception exception) =>
        passes.ForEach(pass => pass.TrySetException(exception));

    [LoggerMessage(1, LogLevel.Warning, "The event log on Redis at {Address} cannot be followed; events wait until it can be reached again.", EventName = "NotFollowed")]
    private static partial void LogNotFollowed(ILogger logger, string address, Exception exception);
}
