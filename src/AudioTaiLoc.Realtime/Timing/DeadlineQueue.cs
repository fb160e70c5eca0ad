using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Timing;

/// <summary>
/// Runs things when their time comes, all of them off one timer: a token that runs out, a grant that ends, somebody
/// who stopped typing. Callbacks run one after another on a pool thread and must not block.
/// </summary>
internal sealed partial class DeadlineQueue : IDisposable
{
    // A timer's due time is bounded by the platform; what is further off is looked at again then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Deadline, DateTimeOffset> _queue = new();
    private readonly TimeProvider _time;
    private readonly ILogger<DeadlineQueue> _logger;
    private readonly ITimer _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private int _cancelled;
    private bool _isDisposed;

    public DeadlineQueue(TimeProvider time, ILogger<DeadlineQueue> logger)
    {
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((DeadlineQueue)state!).RunDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many deadlines it holds, with those cancelled ones that it has not forgotten yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Calls back at a time; one that is past, at once but not inline.</summary>
    public Deadline Schedule(DateTimeOffset due, Action<object> callback, object state)
    {
        var deadline = new Deadline(due, callback, state);
        lock (_gate)
        {
            _queue.Enqueue(deadline, due);
            if (due < _armedFor)
            {
                Arm(due);
            }
        }

        return deadline;
    }

    /// <summary>Takes a deadline back and lets the queue forget it soon.</summary>
    public void Cancel(Deadline deadline)
    {
        if (!deadline.Cancel())
        {
            return;
        }

        lock (_gate)
        {
            // Cancelled ones stay until they surface; when they are most of the queue it is built anew.
            if (++_cancelled > 64 && _cancelled > _queue.Count / 2)
            {
                var live = _queue.UnorderedItems.Where(item => !item.Element.IsOver).ToArray();
                _queue.Clear();
                _queue.EnqueueRange(live);
                _cancelled = 0;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _queue.Clear();
        }

        _timer.Dispose();
    }

    private void RunDue()
    {
        while (TryTakeDue() is { } deadline)
        {
            try
            {
                deadline.Run();
            }
            catch (Exception exception)
            {
                LogCallbackFailed(_logger, exception);
            }
        }
    }

    private Deadline? TryTakeDue()
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out var deadline, out var due))
            {
                if (deadline.IsOver)
                {
                    _queue.Dequeue();
                    _cancelled = Math.Max(0, _cancelled - 1);
                }
                else if (due <= _time.GetUtcNow())
                {
                    return _queue.Dequeue();
                }
                else
                {
                    Arm(due);
                    return null;
                }
            }

            _armedFor = DateTimeOffset.MaxValue;
            return null;
        }
    }

    private void Arm(DateTimeOffset due)
    {
        if (_isDisposed)
        {
            return;
        }

        _armedFor = due;
        var wait = due - _time.GetUtcNow();
        // A millisecond more than asked: timers cut to whole milliseconds and would fire just before the time.
        wait = wait <= TimeSpan.Zero ? TimeSpan.Zero : wait + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
