using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.EngineIo;

/// <summary>
/// All pings and timeouts of a server on one timer: a wheel of slots, each a list of what is due then. Waiting, moving and
/// cancelling cost a few pointer writes; precision is one <see cref="Granularity"/>. The timer runs only while something waits.
/// </summary>
internal sealed partial class HeartbeatWheel : IDisposable
{
    private const int Slots = 256;

    private readonly HeartbeatEntry?[] _slots = new HeartbeatEntry?[Slots];
    private readonly List<HeartbeatEntry> _due = [];
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _start;
    private long _lastTick;
    private int _waiting;
    private int _ticking;
    private bool _disposed;

    public HeartbeatWheel(TimeProvider time, TimeSpan granularity, ILogger logger)
    {
        _time = time;
        _logger = logger;
        Granularity = Math.Max(1, (long)granularity.TotalMilliseconds);
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((HeartbeatWheel)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>Milliseconds since the wheel was made.</summary>
    public long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Milliseconds from slot to slot.</summary>
    public long Granularity { get; }

    /// <summary>Puts the entry where it is due after <paramref name="due"/> (milliseconds of <see cref="Now"/>), wherever it was.</summary>
    public void Schedule(HeartbeatEntry entry, long due)
    {
        bool first;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            Unlink(entry);
            first = _waiting == 0;
            if (first)
            {
                _lastTick = Now / Granularity;
            }

            entry.DueTick = Math.Max((due + Granularity - 1) / Granularity, _lastTick + 1);
            Link(entry);
            if (first)
            {
                Run(TimeSpan.FromMilliseconds(Granularity));
            }
        }
    }

    public void Cancel(HeartbeatEntry entry)
    {
        lock (_gate)
        {
            Unlink(entry);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void Run(TimeSpan period) => _timer.Change(period, period);

    private void Tick()
    {
        // A timer may fire again while its last callback still runs; that round picks up what is due meanwhile next time.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
        {
            return;
        }

        try
        {
            long now = Now;
            lock (_gate)
            {
                Collect(now / Granularity);
                if (_waiting == 0 && !_disposed)
                {
                    Run(Timeout.InfiniteTimeSpan);
                }
            }

            foreach (HeartbeatEntry entry in _due)
            {
                Fire(entry, now);
            }
        }
        finally
        {
            _due.Clear();
            Volatile.Write(ref _ticking, 0);
        }
    }

    private void Fire(HeartbeatEntry entry, long now)
    {
        try
        {
            entry.Due(now);
        }
#pragma warning disable CA1031 // One entry's failure must not stop the heartbeats of all others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.EntryFailed(_logger, exception);
        }
    }

    private void Collect(long tick)
    {
        for (long at = Math.Max(_lastTick + 1, tick - Slots + 1); at <= tick; at++)
        {
            HeartbeatEntry? entry = _slots[at % Slots];
            while (entry is not null)
            {
                HeartbeatEntry? next = entry.Next;
                if (entry.DueTick <= tick)
                {
                    Unlink(entry);
                    _due.Add(entry);
                }

                entry = next;
            }
        }

        _lastTick = Math.Max(_lastTick, tick);
    }

    private void Link(HeartbeatEntry entry)
    {
        ref HeartbeatEntry? head = ref _slots[entry.DueTick % Slots];
        entry.Next = head;
        head?.Previous = entry;
        head = entry;
        _waiting++;
    }

    private void Unlink(HeartbeatEntry entry)
    {
        if (entry.DueTick < 0)
        {
            return;
        }

        if (entry.Previous is { } previous)
        {
            previous.Next = entry.Next;
        }
        else
        {
            _slots[entry.DueTick % Slots] = entry.Next;
        }

        entry.Next?.Previous = entry.Previous;
        entry.Next = entry.Previous = null;
        entry.DueTick = -1;
        _waiting--;
    }
}
