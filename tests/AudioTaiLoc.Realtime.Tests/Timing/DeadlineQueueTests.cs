using System.Runtime.CompilerServices;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Timing;

public sealed class DeadlineQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<DeadlineQueue> _log = new();
    private readonly DeadlineQueue _queue;
    private readonly List<string> _ran = [];

    public DeadlineQueueTests() => _queue = new DeadlineQueue(_time, _log);

    [Fact]
    public void Runs_each_at_its_time_and_in_the_order_of_the_times()
    {
        Schedule("c", 3000);
        Schedule("a", 1000);
        Schedule("b", 2000);

        Advance(999);
        Assert.Empty(_ran);
        // A timer may be a millisecond late, never early.
        Advance(2);
        Assert.Equal(["a"], _ran);
        Advance(5000);
        Assert.Equal(["a", "b", "c"], _ran);
    }

    [Fact]
    public void A_sooner_one_is_not_kept_waiting_by_a_later_one()
    {
        Schedule("late", 60_000);
        Schedule("soon", 100);

        Advance(101);

        Assert.Equal(["soon"], _ran);
    }

    [Fact]
    public void What_is_past_runs_at_once()
    {
        Schedule("past", -1000);

        Advance(0);

        Assert.Equal(["past"], _ran);
    }

    [Fact]
    public void A_cancelled_one_never_runs_and_one_that_ran_cannot_be_taken_back()
    {
        var cancelled = Schedule("cancelled", 1000);
        var kept = Schedule("kept", 1000);
        _queue.Cancel(cancelled);
        Assert.True(cancelled.IsOver);

        Advance(1001);

        Assert.Equal(["kept"], _ran);
        Assert.False(kept.Cancel());
        _queue.Cancel(kept);
    }

    [Fact]
    public void A_cancelled_one_does_not_keep_what_it_was_for()
    {
        var state = ScheduleAndCancel();

        GC.Collect();

        Assert.False(state.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference ScheduleAndCancel()
        {
            var connection = new object();
            _queue.Cancel(_queue.Schedule(_time.GetUtcNow().AddHours(1), static _ => { }, connection));
            return new WeakReference(connection);
        }
    }

    [Fact]
    public void Many_cancelled_ones_leave_the_others_in_place()
    {
        var deadlines = Enumerable.Range(0, 1000).Select(i => Schedule($"{i:000}", 1000 + i)).ToArray();
        foreach (var deadline in deadlines.Where((_, i) => i % 10 != 0))
        {
            _queue.Cancel(deadline);
        }

        Advance(10_000);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i * 10:000}"), _ran);
    }

    [Fact]
    public void A_time_beyond_what_a_timer_can_wait_is_kept()
    {
        Schedule("far", TimeSpan.FromDays(90).TotalMilliseconds);

        for (var day = 0; day < 89; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Empty(_ran);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["far"], _ran);
    }

    [Fact]
    public void A_callback_may_schedule_more()
    {
        _queue.Schedule(_time.GetUtcNow().AddMilliseconds(10), _ => Schedule("second", 10), this);

        Advance(11);
        Assert.Empty(_ran);
        Advance(11);
        Assert.Equal(["second"], _ran);
    }

    [Fact]
    public void A_callback_that_fails_is_logged_and_the_next_one_runs()
    {
        _queue.Schedule(_time.GetUtcNow().AddMilliseconds(10), _ => throw new InvalidOperationException("test"), this);
        Schedule("next", 10);

        Advance(11);

        Assert.Equal(["next"], _ran);
        Assert.Contains(_log.Lines, line => line is { Level: LogLevel.Error, Event: "CallbackFailed" });
    }

    [Fact]
    public void Once_disposed_it_runs_nothing_more()
    {
        Schedule("never", 10);
        _queue.Dispose();
        Schedule("never either", 10);

        Advance(1000);

        Assert.Empty(_ran);
    }

    public void Dispose() => _queue.Dispose();

    private Deadline Schedule(string name, double milliseconds) => _queue.Schedule(
        _time.GetUtcNow().AddMilliseconds(milliseconds), state => _ran.Add((string)state), name);

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
