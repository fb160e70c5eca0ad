using AudioTaiLoc.Realtime.Diagnostics;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Stands between the log and the rooms for events that are values. A value goes out at once when it rested long enough;
/// otherwise it waits, and what comes meanwhile takes its place. It keeps the last one for who enters the room or comes back.
/// All of it happens on the dispatcher's turn, off one timer. The rules:
/// 1. The values of a target go out together and in the order of the log, and ahead of the next event to that target that is
///    no value: in a room nobody sees an older event id after a newer one.
/// 2. Who enters at a position P is sent the values up to P by the command that lets it in, and later ones when they are sent.
/// </summary>
internal sealed class Conflation : IDisposable
{
    // Groups, and values to settle, for one turn: between turns other events go out.
    private const int MostAtOnce = 256;

    // More than one comes with it, so that they cannot grow in number while events leave the timer no turn.
    private const int MostWithOne = 2;

    private readonly Dispatcher _dispatcher;
    private readonly Fanout _fanout;
    private readonly ConflationRates _rates;
    private readonly TimeProvider _time;
    private readonly RealtimeMetrics _metrics;
    private readonly Dictionary<EventTarget, ValueGroup> _groups = [];
    private readonly PriorityQueue<ValueGroup, long> _queue = new();
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private int _pendingGroups;

    public Conflation(Dispatcher dispatcher, Fanout fanout, RealtimeOptions options, TimeProvider time, RealtimeMetrics metrics)
    {
        _dispatcher = dispatcher;
        _fanout = fanout;
        _rates = new ConflationRates(options, time);
        _time = time;
        _metrics = metrics;
        Kept = new KeptValues(options.Conflation);
        KeptForReturn = new KeptValues(options.Conflation);
        _timer = time.CreateTimer(
            static state => ((Dispatcher)state!).PostFlush(), dispatcher, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What who enters is sent.</summary>
    public KeptValues Kept { get; }

    /// <summary>Values without a snapshot: only who comes back and may have missed them is sent them. Apart, so that they push no snapshot out.</summary>
    public KeptValues KeptForReturn { get; }

    /// <summary>How many targets have values on this node.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>How many values there are on this node, with those that only wait to be settled.</summary>
    public int ValueCount => _groups.Values.Sum(group => group.Values.Count);

    /// <summary>Sends what waits for a target ahead of an event that is no value; costs a comparison or two while there is nothing of the kind.</summary>
    public void FlushBefore(in EventTarget target, long position)
    {
        if ((_pendingGroups > 0 || KeptForReturn.Count > 0) && _groups.TryGetValue(target, out var group))
        {
            if (group.Pending.Count > 0)
            {
                Flush(group, _time.GetTimestamp());
            }

            group.FlushedAt = position;
        }
    }

    /// <summary>Takes a value: sends it, or lets it wait.</summary>
    public void Take(in EventEntry entry)
    {
        var interval = entry.Event.Target.Kind == EventTargetKind.Users ? 0 : _rates.IntervalOf(entry.Event.Name);
        if (interval == 0)
        {
            FlushBefore(entry.Event.Target, entry.Position);
            _metrics.Delivered(_fanout.Deliver(entry));
            return;
        }

        var now = _time.GetTimestamp();
        if (!_groups.TryGetValue(entry.Event.Target, out var group))
        {
            _groups.Add(entry.Event.Target, group = new ValueGroup(entry.Event.Target));
        }

        group.Slowest = Math.Max(group.Slowest, interval);
        var value = group.GetOrAdd(entry.Event.ConflationKey!);
        if (value.IsPending)
        {
            _metrics.Conflated(_fanout.CountAudience(group.Target), value.Latest.Event.Payload.Length);
        }

        var (kept, other) = entry.Event.HasSnapshot ? (Kept, KeptForReturn) : (KeptForReturn, Kept);
        other.Remove(value);
        kept.Update(value, entry);
        value.SettledAt = long.MaxValue;
        if (group.Pending.Count == 0 && value.NotBefore <= now)
        {
            _metrics.Delivered(_fanout.Deliver(entry));
            Sent(value, now, interval);
        }
        else if (!value.IsPending)
        {
            Wait(value, now);
        }

        SettleDue(group, now, MostWithOne);
        Schedule(group);
        while (kept.FindExcess() is { } excess)
        {
            Evict(kept, excess, now);
        }
    }

    /// <summary>Sends what is due, and lets go what nobody needs any more.</summary>
    public void RunDue()
    {
        var now = _time.GetTimestamp();
        // Not armed for each group, but once at the end.
        _armedFor = long.MinValue;
        var left = MostAtOnce;
        while (_queue.TryPeek(out var group, out var due) && due <= now)
        {
            if (left <= 0)
            {
                _dispatcher.PostFlush();
                return;
            }

            _queue.Dequeue();
            left--;
            if (group.QueuedFor == due)
            {
                group.QueuedFor = 0;
                left -= RunDue(group, now, left);
            }
        }

        _armedFor = long.MaxValue;
        if (_queue.TryPeek(out _, out var next))
        {
            Arm(next);
        }
    }

    /// <summary>The values of a target that who comes back with a position may not have seen, since they were sent late. In the order of the log.</summary>
    /// <param name="target">The target.</param>
    /// <param name="seen">The position of the last event it got; 0 for who has seen nothing.</param>
    /// <param name="visibleAfter">Nothing up to this position may be seen.</param>
    /// <param name="upTo">Later ones come live.</param>
    /// <param name="isNew">Whether it is also sent what it may have seen, to know how it is now: who was not there before.</param>
    public IReadOnlyList<EventEntry> Find(in EventTarget target, long seen, long visibleAfter, long upTo, bool isNew = false)
    {
        if (!_groups.TryGetValue(target, out var group))
        {
            return [];
        }

        List<EventEntry> found = [];
        foreach (var value in group.Values)
        {
            var position = value.Latest.Position;
            if (value.Kept is not null && position > visibleAfter && position <= upTo
                && ((isNew && value.Latest.Event.HasSnapshot) || IsLate(value, seen)))
            {
                found.Add(value.Latest);
            }
        }

        found.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return found;
    }

    /// <summary>The same for several targets.</summary>
    public IReadOnlyList<EventEntry> Find(IReadOnlyList<EventTarget> targets, long seen, long upTo)
    {
        List<EventEntry> found = [];
        foreach (var target in targets)
        {
            found.AddRange(Find(target, seen, visibleAfter: 0, upTo));
        }

        found.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return found;
    }

    /// <summary>Starts anew with another log: what is known has positions that mean nothing there.</summary>
    public void Forget()
    {
        _groups.Clear();
        _queue.Clear();
        _pendingGroups = 0;
        Kept.Clear();
        KeptForReturn.Clear();
    }

    public void Dispose() => _timer.Dispose();

    // What was flushed ahead of something that has been seen is not repeated: it may be a status that the value was the progress of.
    private static bool IsLate(ConflatedValue value, long seen)
    {
        var position = value.Latest.Position;
        return position < seen && value.SettledAt >= seen && !(position < value.Group.FlushedAt && value.Group.FlushedAt <= seen);
    }

    private int RunDue(ValueGroup group, long now, int mostSettled)
    {
        if (group.Pending.Count > 0 && group.FlushDue <= now)
        {
            Flush(group, now);
        }

        var settled = SettleDue(group, now, mostSettled);
        Schedule(group);
        return settled;
    }

    private void Wait(ConflatedValue value, long now)
    {
        var group = value.Group;
        value.IsPending = true;
        group.RemoveUnsettled(value);
        if (group.Pending.Count == 0)
        {
            _pendingGroups++;
            group.FlushDue = now;
        }

        group.Pending.Add(value);
        // The slowest of those that wait sets the time; it cannot move once all are there, since nothing is sent until then.
        group.FlushDue = Math.Max(group.FlushDue, value.NotBefore);
    }

    private void Flush(ValueGroup group, long now)
    {
        var pending = group.Pending;
        pending.Sort(static (left, right) => left.Latest.Position.CompareTo(right.Latest.Position));
        _pendingGroups--;
        for (var index = 0; index < pending.Count; index++)
        {
            var value = pending[index];
            // Up to here whoever gets it has got everything, unless something waits for other targets; a client must not come back behind that.
            long? reached = index == pending.Count - 1 && _pendingGroups == 0 ? _dispatcher.Position : null;
            _metrics.Delivered(_fanout.DeliverLate(value.Latest, reached));
            value.IsPending = false;
            Sent(value, now, _rates.IntervalOf(value.Latest.Event.Name));
        }

        pending.Clear();
        Schedule(group);
    }

    private static void Sent(ConflatedValue value, long now, long interval)
    {
        value.SentAt = now;
        value.NotBefore = now + interval;
        value.Group.RemoveUnsettled(value);
        value.Group.Unsettled.AddLast(value.Unsettled);
        if (value.Kept is not null)
        {
            // The log's chunk, of which this is a small piece, must not live as long as the value.
            var latest = value.Latest;
            value.Latest = latest with { Event = latest.Event with { Payload = latest.Event.Payload.ToArray() } };
        }
    }

    /// <returns>How many were settled.</returns>
    private int SettleDue(ValueGroup group, long now, int most)
    {
        var count = 0;
        while (count < most && group.SettleDue <= now)
        {
            var value = group.Unsettled.First!.Value;
            group.Unsettled.RemoveFirst();
            value.SettledAt = _dispatcher.Position;
            RemoveUnneeded(value);
            count++;
        }

        return count;
    }

    private void Evict(KeptValues kept, ConflatedValue value, long now)
    {
        if (value.IsPending)
        {
            Flush(value.Group, now);
        }

        // It goes when it is settled; until then its pace still holds.
        kept.Remove(value);
        RemoveUnneeded(value);
    }

    private void RemoveUnneeded(ConflatedValue value)
    {
        if (value.Kept is null && value.Unsettled.List is null)
        {
            value.Group.Remove(value);
            if (value.Group.Values.Count == 0)
            {
                _groups.Remove(value.Group.Target);
            }
        }
    }

    private void Schedule(ValueGroup group)
    {
        var due = group.Due;
        if (due == long.MaxValue || (group.QueuedFor != 0 && group.QueuedFor <= due))
        {
            return;
        }

        group.QueuedFor = due;
        _queue.Enqueue(group, due);
        if (due < _armedFor)
        {
            Arm(due);
        }
    }

    private void Arm(long due)
    {
        _armedFor = due;
        var now = _time.GetTimestamp();
        // A millisecond more than asked: timers cut to whole milliseconds and would fire just before the time.
        var wait = due > now ? _time.GetElapsedTime(now, due) + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
