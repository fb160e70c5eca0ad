using System.Threading.Channels;
using AudioTaiLoc.Realtime.Redis.Storage;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AudioTaiLoc.Realtime.Redis.Events;

/// <summary>
/// The node's one reader of the stream. The client library shares one connection among all calls and so cannot block on a stream;
/// the tail is woken instead: by a message that each append publishes, by this node's own appends, when Redis can be reached
/// again, and, should a message have been lost, once in a second. Then it reads on from where it is, so that a message says
/// nothing but "look", and may come late, twice or not at all.
/// </summary>
internal sealed partial class LogTail : IAsyncDisposable
{
    private const int PageSize = 256;
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _redis;
    private readonly LogKeys _keys;
    private readonly ILogger _logger;
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _gate = new();
    private LogObserver[] _observers = [];
    private List<TaskCompletionSource> _passes = [];
    private (string Epoch, long Position) _place = ("", 0);
    private byte[] _last = [];
    private bool _mayDiffer;
    private bool _isDisposed;
    private Task? _loop;
    private volatile string? _failure;

    public LogTail(RedisConnection redis, LogKeys keys, ILogger logger)
    {
        _redis = redis;
        _keys = keys;
        _logger = logger;
        redis.Restored += Wake;
    }

    /// <summary>The epoch, and the newest position that every observer has.</summary>
    public (string Epoch, long Position) Place
    {
        get
        {
            lock (_gate)
            {
                return _place;
            }
        }
    }

    public string Epoch => Place.Epoch is { Length: > 0 } epoch
        ? epoch
        : throw new InvalidOperationException("The event log on Redis has an epoch once the host has started.");

    public long LastPosition => Place.Position;

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
                await multiplexer.GetSubscriber().SubscribeAsync(_keys.Channel, (_, _) => Wake()).ConfigureAwait(false);
                await ReadAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Begins to pass entries to an observer.</summary>
    public LogObserver Add(IEventLogObserver observer)
    {
        var added = new LogObserver(this, observer);
        lock (_gate)
        {
            observer.OnBegin(_place.Epoch, _place.Position);
            _observers = [.. _observers, added];
        }

        return added;
    }

    public void Remove(LogObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers.Where(other => other != observer)];
        }
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
                while (await ReadAsync(_stopping.Token).ConfigureAwait(false))
                {
                }

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

                _failure = $"Redis at {_redis.Address} does not answer.";
                _mayDiffer = true;
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

    /// <summary>Reads a page and passes it on.</summary>
    /// <returns>True when there may be more.</returns>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var (epoch, position) = Place;
        var answer = await _redis.RunAsync(
            LogScripts.Tail,
            _keys.Own(),
            [epoch, position, RedisEventLog.NewEpoch(), PageSize, _mayDiffer ? _last : []],
            cancellationToken).ConfigureAwait(false);
        _mayDiffer = false;
        var (serverEpoch, newest) = ((string)answer[0]!, (long)answer[1]);
        lock (_gate)
        {
            if (serverEpoch != epoch)
            {
                // Of another life everything is new, but for a node that has only just come.
                Begin(serverEpoch, epoch.Length == 0 ? newest : 0);
                return true;
            }

            if (answer.Length == 2 && newest > position)
            {
                Begin(epoch, newest);
                return true;
            }

            for (var i = 2; i < answer.Length; i += 2)
            {
                PassOn((long)answer[i], (byte[])answer[i + 1]!);
            }

            return _place.Position < newest;
        }
    }

    private void PassOn(long position, byte[] bytes)
    {
        if (position != _place.Position + 1)
        {
            // Trimmed away before this node could read it.
            Begin(_place.Epoch, position - 1);
        }

        _last = bytes;
        EventEntry entry;
        try
        {
            entry = new EventEntry(position, EntryFormat.Decode(bytes));
        }
        catch (FormatException exception)
        {
            LogUnreadable(_logger, position, exception);
            Begin(_place.Epoch, position);
            return;
        }

        foreach (var observer in _observers)
        {
            observer.Observer.OnEntry(entry);
        }

        // Last: who reads the position may rely on every observer having all entries up to it.
        _place = (_place.Epoch, position);
    }

    private void Begin(string epoch, long position)
    {
        _last = [];
        foreach (var observer in _observers)
        {
            observer.Observer.OnBegin(epoch, position);
        }

        _place = (epoch, position);
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

    [LoggerMessage(2, LogLevel.Error, "Entry {Position} of the event log could not be read.", EventName = "Unreadable")]
    private static partial void LogUnreadable(ILogger logger, long position, Exception exception);
}
