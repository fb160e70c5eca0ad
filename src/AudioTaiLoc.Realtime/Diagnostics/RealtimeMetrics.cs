using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AudioTaiLoc.Realtime.Diagnostics;

/// <summary>Counts what the node does, for meters (<c>AudioTaiLoc.Realtime</c>) and for its own statistics. No tag ever carries an id of a user.</summary>
internal sealed class RealtimeMetrics : IDisposable
{
    public const string MeterName = "AudioTaiLoc.Realtime";

    private readonly Meter _meter;
    private readonly UpDownCounter<int> _connections;
    private readonly Counter<long> _connectionsTotal;
    private readonly Counter<long> _closed;
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _conflated;
    private readonly Counter<long> _conflatedDeliveries;
    private readonly Counter<long> _conflatedBytes;
    private readonly Counter<long> _compressed;
    private readonly Counter<long> _compressedBefore;
    private readonly Counter<long> _compressedAfter;
    private readonly Counter<long> _grantLookups;
    private readonly ConcurrentDictionary<string, long> _closedByCode = new(StringComparer.Ordinal);
    private long _totalConnections;
    private long _totalCalls;
    private long _totalRefusals;
    private long _totalPublished;
    private long _totalDelivered;
    private long _totalConflated;
    private long _totalConflatedBytes;
    private long _totalCompressed;
    private long _totalCompressedBefore;
    private long _totalCompressedAfter;

    public RealtimeMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<int>("audiotailoc.realtime.connections", "{connection}", "Open connections.");
        _connectionsTotal = _meter.CreateCounter<long>("audiotailoc.realtime.connections.accepted", "{connection}", "Connections accepted.");
        _closed = _meter.CreateCounter<long>("audiotailoc.realtime.connections.closed", "{connection}", "Connections closed by the server, by code.");
        _calls = _meter.CreateHistogram<double>("audiotailoc.realtime.calls", "s", "Client calls, by operation and code.");
        _published = _meter.CreateCounter<long>("audiotailoc.realtime.events.published", "{event}", "Events published by this node.");
        _delivered = _meter.CreateCounter<long>("audiotailoc.realtime.events.delivered", "{event}", "Events handed to connections of this node.");
        _limits = _meter.CreateCounter<long>("audiotailoc.realtime.limits.exceeded", "{time}", "Limits exceeded, by limit, and whether only in shadow mode.");
        _conflated = _meter.CreateCounter<long>("audiotailoc.realtime.events.conflated", "{event}", "Values that a later one took the place of before they were sent.");
        _conflatedDeliveries = _meter.CreateCounter<long>("audiotailoc.realtime.deliveries.conflated", "{event}", "Deliveries that were spared by it.");
        _conflatedBytes = _meter.CreateCounter<long>("audiotailoc.realtime.bytes.conflated", "By", "Payload bytes of those deliveries.");
        _compressed = _meter.CreateCounter<long>("audiotailoc.realtime.compression.messages", "{message}", "Messages sent compressed, by wire.");
        _compressedBefore = _meter.CreateCounter<long>("audiotailoc.realtime.compression.bytes.before", "By", "Their bytes as they were, by wire.");
        _compressedAfter = _meter.CreateCounter<long>("audiotailoc.realtime.compression.bytes.after", "By", "Their bytes as they were sent, by wire.");
        _grantLookups = _meter.CreateCounter<long>("audiotailoc.realtime.grants.lookups", "{lookup}", "Grants looked up with the cache on, by whether it had them.");
    }

    public long TotalConnections => Volatile.Read(ref _totalConnections);

    public long TotalCalls => Volatile.Read(ref _totalCalls);

    public long TotalRefusals => Volatile.Read(ref _totalRefusals);

    public long TotalPublished => Volatile.Read(ref _totalPublished);

    public long TotalDelivered => Volatile.Read(ref _totalDelivered);

    /// <summary>Values that a later one took the place of.</summary>
    public long TotalConflated => Volatile.Read(ref _totalConflated);

    /// <summary>Payload bytes that need not be sent for it, over all connections.</summary>
    public long TotalConflatedBytes => Volatile.Read(ref _totalConflatedBytes);

    /// <summary>Messages that were sent compressed.</summary>
    public long TotalCompressed => Volatile.Read(ref _totalCompressed);

    /// <summary>Their bytes as they were.</summary>
    public long TotalCompressedBefore => Volatile.Read(ref _totalCompressedBefore);

    /// <summary>Their bytes as they were sent.</summary>
    public long TotalCompressedAfter => Volatile.Read(ref _totalCompressedAfter);

    public IReadOnlyDictionary<string, long> ClosedByCode => new Dictionary<string, long>(_closedByCode, StringComparer.Ordinal);

    public void ConnectionOpened(string wire)
    {
        Interlocked.Increment(ref _totalConnections);
        var tag = new KeyValuePair<string, object?>("wire", wire);
        _connections.Add(1, tag);
        _connectionsTotal.Add(1, tag);
    }

    public void ConnectionEnded(string wire) => _connections.Add(-1, new KeyValuePair<string, object?>("wire", wire));

    public void ClosedByServer(string code)
    {
        _closedByCode.AddOrUpdate(code, 1, static (_, count) => count + 1);
        _closed.Add(1, new KeyValuePair<string, object?>("code", code));
    }

    /// <param name="operation">The operation's own name; never what a client sent.</param>
    /// <param name="code">The refusal's code, or null for success.</param>
    /// <param name="started">The timestamp of the call's start.</param>
    public void Called(string operation, string? code, long started)
    {
        Interlocked.Increment(ref _totalCalls);
        if (code is not null)
        {
            Interlocked.Increment(ref _totalRefusals);
        }

        if (_calls.Enabled)
        {
            _calls.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("operation", operation),
                new KeyValuePair<string, object?>("code", code ?? "ok"));
        }
    }

    public void Published()
    {
        Interlocked.Increment(ref _totalPublished);
        _published.Add(1);
    }

    /// <param name="limit">One of <see cref="LimitNames"/>.</param>
    /// <param name="isShadow">True when nothing was refused.</param>
    public void LimitExceeded(string limit, bool isShadow) => _limits.Add(
        1, new KeyValuePair<string, object?>("limit", limit), new KeyValuePair<string, object?>("shadow", isShadow));

    /// <summary>Counts the deliveries of one entry; only the dispatcher calls it.</summary>
    public void Delivered(int count)
    {
        if (count > 0)
        {
            Volatile.Write(ref _totalDelivered, _totalDelivered + count);
            _delivered.Add(count);
        }
    }

    /// <summary>Whether a meter is this node's: several may run in one process.</summary>
    public bool IsOf(Meter meter) => ReferenceEquals(meter, _meter);

    /// <summary>Counts a value that a later one takes the place of; only the dispatcher calls it.</summary>
    public void Conflated(int audience, int payloadLength)
    {
        var bytes = (long)audience * payloadLength;
        Volatile.Write(ref _totalConflated, _totalConflated + 1);
        Volatile.Write(ref _totalConflatedBytes, _totalConflatedBytes + bytes);
        _conflated.Add(1);
        _conflatedDeliveries.Add(audience);
        _conflatedBytes.Add(bytes);
    }

    /// <summary>Counts a message that is sent compressed.</summary>
    public void Compressed(string wire, int before, int after)
    {
        Interlocked.Increment(ref _totalCompressed);
        Interlocked.Add(ref _totalCompressedBefore, before);
        Interlocked.Add(ref _totalCompressedAfter, after);
        var tag = new KeyValuePair<string, object?>("wire", wire);
        _compressed.Add(1, tag);
        _compressedBefore.Add(before, tag);
        _compressedAfter.Add(after, tag);
    }

    public void GrantLookedUp(bool isHit) => _grantLookups.Add(1, new KeyValuePair<string, object?>("result", isHit ? "hit" : "miss"));

    public void Dispose() => _meter.Dispose();
}
