using AudioTaiLoc.Realtime.EngineIo;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.EngineIo;

public sealed class HeartbeatWheelTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeartbeatWheel _wheel;

    public HeartbeatWheelTests() => _wheel = new(_time, TimeSpan.FromMilliseconds(10), NullLogger.Instance);

    public void Dispose() => _wheel.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(95)]
    [InlineData(2560)]
    [InlineData(30_000)]
    public void Fires_once_never_early_and_at_most_a_tick_late(int due)
    {
        var entry = new Entry();
        _wheel.Schedule(entry, due);

        for (int now = 0; now < due + 3000; now += 5)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        long fired = Assert.Single(entry.Fired);
        Assert.InRange(fired, due, due + 20);
    }

    [Fact]
    public void Does_not_fire_what_was_cancelled_and_fires_what_was_moved_where_it_is_now()
    {
        var cancelled = new Entry();
        var moved = new Entry();
        _wheel.Schedule(cancelled, 50);
        _wheel.Schedule(moved, 50);
        _wheel.Cancel(cancelled);
        _wheel.Cancel(cancelled);
        _wheel.Schedule(moved, 200);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Empty(moved.Fired);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(cancelled.Fired);
        Assert.Single(moved.Fired);
    }

    [Fact]
    public void Keeps_entries_of_one_slot_apart()
    {
        Entry[] entries = [.. Enumerable.Range(0, 50).Select(_ => new Entry())];
        foreach (Entry entry in entries)
        {
            _wheel.Schedule(entry, 100);
        }

        foreach (Entry entry in entries.Where((_, i) => i % 3 == 0))
        {
            _wheel.Cancel(entry);
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(entries.Select((_, i) => i % 3 == 0 ? 0 : 1), entries.Select(entry => entry.Fired.Count));
    }

    [Fact]
    public void Starts_again_after_it_was_empty_and_survives_an_entry_that_throws()
    {
        var failing = new Entry { Throws = true };
        var beside = new Entry();
        _wheel.Schedule(failing, 10);
        _wheel.Schedule(beside, 10);
        _time.Advance(TimeSpan.FromSeconds(1));
        _wheel.Schedule(beside, _wheel.Now + 10);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(failing.Fired);
        Assert.Equal(2, beside.Fired.Count);
    }

    [Fact]
    public void An_entry_may_schedule_itself_again_when_it_fires()
    {
        var entry = new Entry { Again = _wheel };
        _wheel.Schedule(entry, 100);

        for (int i = 0; i < 210; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.InRange(entry.Fired.Count, 8, 10);
    }

    private sealed class Entry : HeartbeatEntry
    {
        public List<long> Fired { get; } = [];

        public bool Throws { get; init; }

        public HeartbeatWheel? Again { get; init; }

        protected internal override void Due(long now)
        {
            Fired.Add(now);
            Again?.Schedule(this, now + 100);
            if (Throws)
            {
                throw new InvalidOperationException("expected");
            }
        }
    }
}
