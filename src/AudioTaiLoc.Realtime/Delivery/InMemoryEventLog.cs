using System.Security.Cryptography;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>The event log of a single node: bounded by age, entries and bytes, and gone with the process.</summary>
internal sealed class InMemoryEventLog : IEventLog
{
    private readonly Lock _lock = new();
    private readonly EventLogLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly EventRing _ring = new();
    private readonly EventChains _chains = new();
    private readonly ByteChunks _keptPayloads = new(ByteChunks.LargeChunk);

    // Apart from what is kept, which would otherwise hold chunks full of bytes that nobody can read; small enough to die young.
    private readonly ByteChunks _passingPayloads = new(32 * 1024);

    private EventLogTail[] _tails = [];
    private long _appended;
    private long _lastPosition;
    private long _trimmedUpTo;
    private long _keptBytes;

    public InMemoryEventLog(EventLogLimits limits, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limits.MaxEntries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limits.MaxBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limits.MaxAge, TimeSpan.Zero);
        _limits = limits;
        _timeProvider = timeProvider;
    }

    public string Epoch { get; } = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);

    public long LastPosition => Volatile.Read(ref _lastPosition);

    /// <summary>How many entries can be read.</summary>
    internal long Count
    {
        get
        {
            lock (_lock)
            {
                return _ring.Count;
            }
        }
    }

    /// <summary>How many targets have entries that can be read.</summary>
    internal int TargetCount
    {
        get
        {
            lock (_lock)
            {
                return _chains.Count;
            }
        }
    }

    public ValueTask<long> AppendAsync(RealtimeEvent realtimeEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(realtimeEvent.Name);
        cancellationToken.ThrowIfCancellationRequested();
        var userIds = CopySorted(realtimeEvent.Target.UserIds);
        var isKept = realtimeEvent is { Kind: EventKind.Event, IsVolatile: false };
        lock (_lock)
        {
            var position = ++_appended;
            var entry = isKept ? Keep(position, realtimeEvent, userIds) : Pass(position, realtimeEvent, userIds);

            // Under the lock: this is what makes every observer see the order of the positions.
            foreach (var tail in _tails)
            {
                tail.Observer.OnEntry(entry);
            }

            // Last: who reads a position here, as a grant does, may rely on every observer having all entries up to it.
            Volatile.Write(ref _lastPosition, _appended);
            return new(position);
        }
    }

    public ValueTask<IAsyncDisposable> TailAsync(IEventLogObserver observer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        cancellationToken.ThrowIfCancellationRequested();
        var tail = new EventLogTail(this, observer);
        lock (_lock)
        {
            observer.OnBegin(Epoch, _lastPosition);
            _tails = [.. _tails, tail];
        }

        return new(tail);
    }

    public ValueTask<EventHistory> ReadAsync(EventQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var walk = new EventWalk(query);
        lock (_lock)
        {
            TrimOld(_timeProvider.GetTimestamp());
            if (_trimmedUpTo > Math.Max(query.After, 0) || !walk.Collect(_ring, _chains))
            {
                return new(EventHistory.Incomplete);
            }
        }

        return new(walk.ToHistory());
    }

    internal void Remove(EventLogTail tail)
    {
        lock (_lock)
        {
            _tails = [.. _tails.Where(other => other != tail)];
        }
    }

    private static string[]? CopySorted(IReadOnlyList<string>? userIds)
    {
        if (userIds is null)
        {
            return null;
        }

        string[] copy = [.. userIds];
        Array.Sort(copy, StringComparer.Ordinal);
        return copy;
    }

    private EventEntry Keep(long position, in RealtimeEvent realtimeEvent, string[]? userIds)
    {
        var now = _timeProvider.GetTimestamp();
        TrimOld(now);
        if (_ring.Count == _limits.MaxEntries)
        {
            TrimFirst();
        }

        var chain = _chains.GetOrAdd(realtimeEvent.Target);
        ref var slot = ref _ring.Add();
        slot.Position = position;
        slot.AppendedAt = now;
        slot.Chain = chain;
        slot.Previous = chain.Last;
        slot.Name = realtimeEvent.Name;
        slot.Payload = _keptPayloads.Copy(realtimeEvent.Payload.Span);
        slot.ExceptConnectionId = realtimeEvent.ExceptConnectionId;
        slot.UserIds = userIds;
        slot.ConflationKey = realtimeEvent.ConflationKey;
        slot.HasSnapshot = realtimeEvent.HasSnapshot;
        slot.IsSecret = realtimeEvent.IsSecret;
        chain.Last = _ring.Last;
        _keptBytes += slot.Payload.Length;
        var entry = slot.ToEntry();

        // Last, since an entry larger than the bound goes with the rest.
        while (_keptBytes > _limits.MaxBytes)
        {
            TrimFirst();
        }

        return entry;
    }

    private EventEntry Pass(long position, in RealtimeEvent realtimeEvent, string[]? userIds) => new(position, realtimeEvent with
    {
        Target = userIds is null ? realtimeEvent.Target : EventTarget.Users(userIds),
        Payload = _passingPayloads.Copy(realtimeEvent.Payload.Span),
    });

    private void TrimOld(long now)
    {
        while (_ring.Count > 0 && _timeProvider.GetElapsedTime(_ring[_ring.First].AppendedAt, now) >= _limits.MaxAge)
        {
            TrimFirst();
        }
    }

    private void TrimFirst()
    {
        ref var slot = ref _ring[_ring.First];
        if (slot.Chain.Last == _ring.First)
        {
            _chains.Remove(slot.Chain);
        }

        _trimmedUpTo = slot.Position;
        _keptBytes -= slot.Payload.Length;
        _ring.RemoveFirst();
    }
}
