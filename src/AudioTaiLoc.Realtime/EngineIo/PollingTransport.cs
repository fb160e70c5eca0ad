using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// The polling side of a session: frames wait here for the next GET, one GET waits here for frames. It has no lock of its own;
/// the session calls it under its gate, because an upgrade moves the queue to another transport.
/// </summary>
internal sealed class PollingTransport(int maxQueuedBytes)
{
    private readonly List<PollingAnswer> _unread = [];
    private Queue<EngineIoFrame>? _queue;
    private TaskCompletionSource? _waiter;
    private EngineIoFrame? _farewell;
    private int _queuedBytes;
    private int _queuedUncounted;
    private int _unreadBytes;
    private int _unreadUncounted;
    private bool _polled;

    /// <summary>Bytes that wait, in the queue or in answers that are not read yet, without counting against the bound.</summary>
    public int UncountedBytes => _queuedUncounted + _unreadUncounted;

    /// <summary>Answers that are being written.</summary>
    public IReadOnlyList<PollingAnswer> Unread => _unread;

    /// <summary>A GET waits.</summary>
    public bool IsWaiting => _waiter is not null;

    /// <summary>A POST is being read.</summary>
    public bool IsPosting { get; set; }

    /// <summary>A WebSocket has probed: GETs are answered at once, so that the client can leave this transport.</summary>
    public bool IsUpgrading { get; set; }

    /// <summary>No further request is served.</summary>
    public bool IsGone { get; private set; }

    public SendResult Send(EngineIoFrame frame)
    {
        if (_farewell is not null || IsGone)
        {
            return SendResult.Closed;
        }

        // One message alone may be larger than the bound: otherwise it could never be sent. Beside an answer as well, because the
        // client may have read that and asked again before this side knows; not beside one that is over the bound itself.
        bool isAlone = _queuedBytes == 0 && _unreadBytes <= maxQueuedBytes;
        if (!isAlone && _queuedBytes + _unreadBytes + frame.CountedChainLength > maxQueuedBytes)
        {
            return SendResult.Overflow;
        }

        _queue ??= new Queue<EngineIoFrame>();
        _queuedBytes += frame.CountedChainLength;
        for (EngineIoFrame? next = frame; next is not null; next = next.Next)
        {
            _queue.Enqueue(next);
            _queuedUncounted += next.UncountedLength;
        }

        Wake();
        return SendResult.Sent;
    }

    public PollOutcome BeginPoll(out Task waiting)
    {
        waiting = Task.CompletedTask;
        if (IsGone)
        {
            return PollOutcome.Gone;
        }

        if (_polled)
        {
            return PollOutcome.Overlap;
        }

        _polled = true;
        if (_queue is { Count: > 0 } || IsUpgrading || _farewell is not null)
        {
            return PollOutcome.Ready;
        }

        _waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting = _waiter.Task;
        return PollOutcome.Waiting;
    }

    /// <summary>Everything there is for the GET that began; a noop when there is nothing. It counts until it is read.</summary>
    public PollingAnswer EndPoll(HttpContext context)
    {
        (int counted, int uncounted) = (_queuedBytes, _queuedUncounted);
        Queue<EngineIoFrame> frames = TakeQueue();
        var answer = new PollingAnswer(context, frames, counted, uncounted);
        _unread.Add(answer);
        _unreadBytes += counted;
        _unreadUncounted += uncounted;
        _polled = false;
        _waiter = null;
        if (_farewell is not null)
        {
            // Clients act on a close before they have looked at the packets in front of it, so it gets an answer of its own.
            IsGone = frames.Count == 0 || _farewell == EngineIoFrame.Noop;
            if (frames.Count == 0)
            {
                frames.Enqueue(_farewell);
            }
        }
        else if (frames.Count == 0)
        {
            frames.Enqueue(EngineIoFrame.Noop);
        }

        return answer;
    }

    /// <summary>The answer is read, or lost: it counts no longer.</summary>
    public void Answered(PollingAnswer answer)
    {
        _unread.Remove(answer);
        _unreadBytes -= answer.CountedBytes;
        _unreadUncounted -= answer.UncountedBytes;
    }

    /// <summary>The client of the waiting GET went away; false when the GET was being answered already.</summary>
    public bool CancelPoll()
    {
        bool waited = _waiter is not null;
        Wake();
        return waited;
    }

    /// <summary>Ends with a last packet for the waiting or the next GET; true when one waits that will take it.</summary>
    public bool End(EngineIoFrame farewell, bool keepQueue)
    {
        if (!keepQueue)
        {
            TakeQueue();
        }

        _farewell = farewell;
        bool taken = _polled && _queue is not { Count: > 0 };
        Wake();
        return taken;
    }

    /// <summary>The queue, for the transport that takes over.</summary>
    public Queue<EngineIoFrame> MoveQueue()
    {
        Queue<EngineIoFrame> frames = TakeQueue();
        IsGone = true;
        Wake();
        return frames;
    }

    public void Expire() => IsGone = true;

    private Queue<EngineIoFrame> TakeQueue()
    {
        Queue<EngineIoFrame> frames = _queue ?? new();
        _queue = null;
        _queuedBytes = 0;
        _queuedUncounted = 0;
        return frames;
    }

    public void Wake()
    {
        _waiter?.TrySetResult();
        _waiter = null;
    }
}
