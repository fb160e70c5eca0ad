using AudioTaiLoc.Realtime.Delivery;
using BenchmarkDotNet.Attributes;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>The embedded event log when it is full: every entry puts an old one out.</summary>
public class LogBenchmarks : IEventLogObserver
{
    private const int Entries = 10_000;
    private const int Rooms = 100;

    private static readonly byte[] Payload = new byte[230];

    private readonly RealtimeEvent[] _events =
        [.. Enumerable.Range(0, Rooms).Select(room => new RealtimeEvent(EventKind.Event, EventTarget.Room($"order:order_{room}"), "order:updated", Payload))];

    private readonly EventTarget[] _room = [EventTarget.Room("order:order_1")];
    private InMemoryEventLog _log = null!;
    private InMemoryEventLog _tailed = null!;
    private int _next;
    private long _seen;

    [GlobalSetup]
    public async Task Setup()
    {
        var limits = new EventLogLimits(Entries, 64 * 1024 * 1024, TimeSpan.FromHours(1));
        _log = new InMemoryEventLog(limits, TimeProvider.System);
        _tailed = new InMemoryEventLog(limits, TimeProvider.System);
        await _tailed.TailAsync(this);
        for (var i = 0; i < Entries; i++)
        {
            await _log.AppendAsync(_events[i % Rooms]);
            await _tailed.AppendAsync(_events[i % Rooms]);
        }
    }

    public void OnEntry(in EventEntry entry) => _seen = entry.Position;

    [Benchmark]
    public long Append() => _log.AppendAsync(_events[_next++ % Rooms]).Result;

    [Benchmark]
    public long AppendWithTail()
    {
        var position = _tailed.AppendAsync(_events[_next++ % Rooms]).Result;
        return position == _seen ? position : throw new InvalidOperationException("The tail missed an entry.");
    }

    /// <summary>The hundred entries that one of a hundred rooms has.</summary>
    [Benchmark]
    public int ReadRoom()
    {
        var last = _log.LastPosition;
        return _log.ReadAsync(new EventQuery(_room, last - Entries + 1, last, 1000)).Result.Entries.Count;
    }
}
