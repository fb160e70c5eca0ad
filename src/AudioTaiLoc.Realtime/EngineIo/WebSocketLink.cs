using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// The writing side of one WebSocket, straight on the upgraded stream. A send to an idle link is one write by the caller; while
/// a write is in flight frames queue up and go out many at a time. Nothing waits or runs for a link that has nothing to send.
/// </summary>
internal sealed partial class WebSocketLink : HeartbeatEntry
{
    private const int BatchSize = 32 * 1024;
    private const int LargestKeptQueue = 32;

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly int _maxQueuedBytes;
    private readonly int _compressionThreshold;
    private readonly ILogger _logger;
    private readonly Action<int, int>? _compressed;
    private HttpContext? _context;
    private Queue<EngineIoFrame>? _queue;
    private TaskCompletionSource? _finished;
    private int _queuedBytes;
    private int _uncountedBytes;
    private bool _writing;
    private bool _ended;
    private bool _broken;

    public WebSocketLink(HttpContext context, Stream stream, int maxQueuedBytes, int? compressionThreshold, ILogger logger, Action<int, int>? compressed = null)
    {
        _context = context;
        _stream = stream;
        _maxQueuedBytes = maxQueuedBytes;
        _compressionThreshold = compressionThreshold ?? int.MaxValue;
        _logger = logger;
        _compressed = compressed;
    }

    /// <summary>Bytes that wait without counting against the bound.</summary>
    public int UncountedBytes => Volatile.Read(ref _uncountedBytes);

    /// <summary>Writes or queues the frame and its chain; never waits.</summary>
    public SendResult Send(EngineIoFrame frame)
    {
        lock (_gate)
        {
            if (_ended || _broken)
            {
                return SendResult.Closed;
            }

            if (_writing || frame.Next is not null)
            {
                // One message alone may be larger than the bound: otherwise it could never be sent.
                if (_queuedBytes > 0 && _queuedBytes + frame.CountedChainLength > _maxQueuedBytes)
                {
                    return SendResult.Overflow;
                }

                Enqueue(frame);
                if (_writing)
                {
                    return SendResult.Sent;
                }
            }

            _writing = true;
        }

        Write(frame);
        return SendResult.Sent;
    }

    /// <summary>Queues frames held back elsewhere, whatever their number: they were counted there.</summary>
    public void SendAll(Queue<EngineIoFrame> frames)
    {
        lock (_gate)
        {
            foreach (EngineIoFrame frame in frames)
            {
                Enqueue(frame, withChain: false);
            }

            if (_writing || _queue is not { Count: > 0 } || _ended || _broken)
            {
                return;
            }

            _writing = true;
        }

        _ = DrainAsync(default);
    }

    /// <summary>Sends a close frame behind all that is queued and takes nothing more.</summary>
    public void End(ushort status)
    {
        lock (_gate)
        {
            if (_ended || _broken)
            {
                return;
            }

            _ended = true;
            Enqueue(EngineIoFrame.Control([WebSocketFrame.Close, 2, (byte)(status >> 8), (byte)status]));
            if (_writing)
            {
                return;
            }

            _writing = true;
        }

        _ = DrainAsync(default);
    }

    /// <summary>Cuts the connection without regard to what is queued.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            _ended = true;
            _broken = true;
            Forget();

            // Under the lock, because the server may give the context to another request once this one has ended.
            _context?.Abort();
        }
    }

    /// <summary>Completes when no write is in flight; after it the request may end. Nothing is written any more.</summary>
    public Task FinishAsync()
    {
        lock (_gate)
        {
            _ended = true;
            if (!_writing)
            {
                _context = null;
                return Task.CompletedTask;
            }

            return (_finished ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The peer did not read to the end in time.</summary>
    protected internal override void Due(long now) => Abort();

    private void Write(EngineIoFrame frame)
    {
        if (frame.Next is not null)
        {
            // The whole chain is in the queue.
            _ = DrainAsync(default);
            return;
        }

        ValueTask pending;
        try
        {
            pending = _stream.WriteAsync(Count(frame, frame.WebSocketBytes(_compressionThreshold)), CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever a stream throws, the connection is gone and its reader ends the session.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Break(exception);
            return;
        }

        if (!pending.IsCompletedSuccessfully)
        {
            _ = DrainAsync(pending);
            return;
        }

        pending.GetAwaiter().GetResult();
        if (!TryRest())
        {
            _ = DrainAsync(default);
        }
    }

    private async Task DrainAsync(ValueTask pending)
    {
        byte[]? batch = null;
        try
        {
            await pending.ConfigureAwait(false);
            while (TryTake(ref batch, out ReadOnlyMemory<byte> bytes))
            {
                await _stream.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Break(exception);
        }
        finally
        {
            if (batch is not null)
            {
                ArrayPool<byte>.Shared.Return(batch);
            }
        }
    }

    private bool TryTake(ref byte[]? batch, out ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_queue is not { Count: > 0 })
            {
                bytes = default;
                Rest();
                return false;
            }

            EngineIoFrame frame = Dequeue();
            bytes = Count(frame, frame.WebSocketBytes(_compressionThreshold));
            if (_queue.Count == 0 || bytes.Length >= BatchSize)
            {
                return true;
            }

            batch ??= ArrayPool<byte>.Shared.Rent(BatchSize);
            bytes.CopyTo(batch);
            int length = bytes.Length;
            while (_queue.TryPeek(out EngineIoFrame? next))
            {
                ReadOnlyMemory<byte> more = next.WebSocketBytes(_compressionThreshold);
                if (length + more.Length > BatchSize)
                {
                    break;
                }

                Count(Dequeue(), more);
                more.CopyTo(batch.AsMemory(length));
                length += more.Length;
            }

            bytes = batch.AsMemory(0, length);
            return true;
        }
    }

    private ReadOnlyMemory<byte> Count(EngineIoFrame frame, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length != frame.Length)
        {
            _compressed?.Invoke(frame.Length, bytes.Length);
        }

        return bytes;
    }

    private bool TryRest()
    {
        lock (_gate)
        {
            if (_queue is { Count: > 0 })
            {
                return false;
            }

            Rest();
            return true;
        }
    }

    private void Rest()
    {
        _writing = false;
        if (_queue?.Capacity > LargestKeptQueue)
        {
            _queue = null;
        }

        if (_finished is not null)
        {
            _context = null;
            _finished.TrySetResult();
        }
    }

    private void Break(Exception exception)
    {
        Log.WriteFailed(_logger, exception);
        lock (_gate)
        {
            _broken = true;
            Forget();
            _context?.Abort();
            Rest();
        }
    }

    private void Enqueue(EngineIoFrame frame, bool withChain = true)
    {
        _queue ??= new Queue<EngineIoFrame>(4);
        for (EngineIoFrame? next = frame; next is not null; next = withChain ? next.Next : null)
        {
            _queue.Enqueue(next);
            _queuedBytes += next.CountedLength;
            _uncountedBytes += next.UncountedLength;
        }
    }

    private EngineIoFrame Dequeue()
    {
        EngineIoFrame frame = _queue!.Dequeue();
        _queuedBytes -= frame.CountedLength;
        _uncountedBytes -= frame.UncountedLength;
        return frame;
    }

    private void Forget()
    {
        _queue = null;
        _queuedBytes = 0;
        _uncountedBytes = 0;
    }
}
