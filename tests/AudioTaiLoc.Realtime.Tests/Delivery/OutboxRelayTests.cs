using System.Text.Json;
using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>When the relay looks into the outbox, what it asks for, and how it bears a log or a store that fails.</summary>
public sealed class OutboxRelayTests : IAsyncDisposable
{
    private const string Epoch = "log1";
    private const string NextEpoch = "log2";

    private readonly WatchedTime _time = new();
    private readonly RecordingLogger<OutboxRelay> _log = new();
    private readonly RealtimeMetrics _metrics = TestMeters.CreateMetrics();
    private readonly ScriptedOutbox _outbox = new();
    private readonly List<(string Room, int Sequence)> _appended = [];
    private readonly List<OutboxRelay> _relays = [];
    private Func<Task> _beforeAppend = () => Task.CompletedTask;
    private string _epoch = Epoch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.StopAsync(CancellationToken.None);
            relay.Dispose();
        }

        _outbox.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task What_is_kept_is_passed_on_when_the_node_is_told_and_in_the_order_of_its_conversation()
    {
        var signal = await StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            _outbox.Keep(Epoch, _time.GetUtcNow(), "a", i);
            _outbox.Keep(Epoch, _time.GetUtcNow(), "b", i);
        }

        await TellAsync(signal);

        Assert.Equal([1, 2, 3], SequencesOf("a"));
        Assert.Equal([1, 2, 3], SequencesOf("b"));
        Assert.Equal(0, _outbox.Count);
        Assert.Equal(6, _metrics.TotalPublished);
    }

    [Fact]
    public async Task What_nobody_tells_of_is_found_within_five_seconds()
    {
        await StartAsync();
        _outbox.Keep(Epoch, _time.GetUtcNow(), "a", 1);

        await AdvanceAsync(TimeSpan.FromMilliseconds(4999));
        Assert.Empty(_appended);
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));

        Assert.Equal([1], SequencesOf("a"));
    }

    [Fact]
    public async Task More_than_a_batch_goes_at_once()
    {
        var signal = await StartAsync();
        for (var i = 1; i <= 450; i++)
        {
            _outbox.Keep(Epoch, _time.GetUtcNow(), "a", i);
        }

        await TellAsync(signal);

        Assert.Equal(Enumerable.Range(1, 450), SequencesOf("a"));
        Assert.Equal([200, 200, 200, 200], await TakeLooksAsync(look => look.MaxCount, 4));
    }

    [Fact]
    public async Task Rows_for_this_log_go_at_once_and_those_of_a_log_that_is_gone_after_a_minute()
    {
        var signal = await StartAsync();
        _outbox.Keep("gone", _time.GetUtcNow(), "orphan", 1);
        _outbox.Keep(Epoch, _time.GetUtcNow(), "a", 1);

        await TellAsync(signal);
        Assert.Equal([1], SequencesOf("a"));
        await AdvanceAsync(TimeSpan.FromSeconds(60));
        Assert.Empty(SequencesOf("orphan"));
        await AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal([1], SequencesOf("orphan"));
        Assert.All(await TakeLooksAsync(look => look.LogEpoch, 3), epoch => Assert.Equal(Epoch, epoch));
    }

    [Fact]
    public async Task A_log_that_begins_anew_while_the_node_runs_gets_what_was_kept_for_the_old_one_before_what_follows_it()
    {
        var signal = await StartAsync();
        _beforeAppend = () => throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        _outbox.Keep(Epoch, _time.GetUtcNow(), "a", 1);
        await TellAsync(signal);
        _epoch = NextEpoch;
        _beforeAppend = () => Task.CompletedTask;
        _outbox.Keep(NextEpoch, _time.GetUtcNow(), "a", 2);

        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2], SequencesOf("a"));

        // A node that has not seen it, and whose clock is ahead, keeps events for the old log.
        _outbox.Keep(Epoch, _time.GetUtcNow().AddSeconds(30), "a", 3);
        _outbox.Keep(NextEpoch, _time.GetUtcNow(), "a", 4);
        await TellAsync(signal);
        Assert.Equal([1, 2, 3, 4], SequencesOf("a"));
    }

    [Fact]
    public async Task Two_minutes_after_a_log_began_anew_those_of_other_logs_wait_again()
    {
        var signal = await StartAsync();
        _epoch = NextEpoch;
        await TellAsync(signal);
        await AdvanceAsync(TimeSpan.FromMinutes(2));
        _outbox.Keep("other", _time.GetUtcNow(), "a", 1);

        await TellAsync(signal);
        Assert.Empty(SequencesOf("a"));
        await AdvanceAsync(TimeSpan.FromSeconds(65));

        Assert.Equal([1], SequencesOf("a"));
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_ever_more_seldom_but_at_least_every_ten_seconds_and_new_events_do_not_hurry_it()
    {
        _outbox.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        var signal = await StartAsync();
        var looks = 1;
        foreach (var backOff in new[] { 1, 2, 4, 8, 10, 10, 10 })
        {
            signal.Set();
            await AdvanceAsync(TimeSpan.FromSeconds(backOff) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(looks, _outbox.Looks.Reader.Count);
            await AdvanceAsync(TimeSpan.FromMilliseconds(1));
            Assert.Equal(++looks, _outbox.Looks.Reader.Count);
        }

        Assert.Equal(looks, _log.Lines.Count(line => line is { Level: LogLevel.Warning, Event: "RelayFailed" }));
    }

    [Fact]
    public async Task After_a_success_the_next_failure_begins_anew()
    {
        _outbox.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        await StartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await AdvanceAsync(TimeSpan.FromSeconds(2));
        _outbox.Keep(Epoch, _time.GetUtcNow(), "a", 1);
        _outbox.Fault = null;
        await AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.Equal([1], SequencesOf("a"));

        _outbox.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        var looks = _outbox.Looks.Reader.Count;
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(looks + 1, _outbox.Looks.Reader.Count);
    }

    [Fact]
    public async Task A_log_that_fails_in_the_middle_gets_the_rest_later_in_order()
    {
        var signal = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            _outbox.Keep(Epoch, _time.GetUtcNow(), "a", i);
        }

        var left = 2;
        _beforeAppend = () => left-- > 0 ? Task.CompletedTask : throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        await TellAsync(signal);
        Assert.Equal([1, 2], SequencesOf("a"));
        _beforeAppend = () => Task.CompletedTask;
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2, 3, 4, 5], SequencesOf("a"));
    }

    [Fact]
    public async Task Several_nodes_pass_everything_on_once_and_in_order()
    {
        const int each = 120;
        OutboxSignal[] signals = [await StartAsync(), await StartAsync(), await StartAsync()];
        _beforeAppend = async () => await Task.Yield();
        for (var i = 1; i <= each; i++)
        {
            _outbox.Keep(Epoch, _time.GetUtcNow(), "a", i);
            _outbox.Keep(Epoch, _time.GetUtcNow(), "b", i);
            signals[i % 3].Set();
        }

        while (_outbox.Count > 0)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(Enumerable.Range(1, each), SequencesOf("a"));
        Assert.Equal(Enumerable.Range(1, each), SequencesOf("b"));
    }

    [Fact]
    public async Task What_a_node_left_behind_that_died_another_takes_over()
    {
        await StartAsync();
        var dying = await StartAsync();
        _outbox.Keep(Epoch, _time.GetUtcNow(), "a", 1);
        using var dead = _relays[1];
        await dead.StopAsync(Cancellation);
        _relays.Remove(dead);
        dying.Set();
        await _time.SettledAsync(1);

        await AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal([1], SequencesOf("a"));
    }

    [Fact]
    public async Task A_batch_that_has_begun_is_finished_when_the_host_stops_and_no_other_begins()
    {
        var signal = await StartAsync();
        for (var i = 1; i <= 250; i++)
        {
            _outbox.Keep(Epoch, _time.GetUtcNow(), "a", i);
        }

        var appending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _beforeAppend = () =>
        {
            appending.TrySetResult();
            return go.Task;
        };
        signal.Set();
        await appending.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var stopping = _relays[0].StopAsync(Cancellation);
        Assert.False(stopping.IsCompleted);
        go.SetResult();
        await stopping;

        Assert.Equal(Enumerable.Range(1, 200), SequencesOf("a"));
        Assert.Equal(50, _outbox.Count);
    }

    [Fact]
    public async Task It_stops_while_it_waits_for_a_store_that_is_down()
    {
        _outbox.Fault = new RealtimeException(RealtimeErrorCodes.Unavailable, "down");
        await StartAsync();

        await _relays[0].StopAsync(Cancellation);

        Assert.True(_relays[0].ExecuteTask!.IsCompleted);
        Assert.Equal(1, _outbox.Looks.Reader.Count);
    }

    [Fact]
    public async Task Without_a_store_that_keeps_events_it_has_nothing_to_do()
    {
        using var relay = new OutboxRelay(Mock.Of<IChatStore>(), LogThatTakes(), new OutboxSignal(), _metrics, _time, _log);

        await relay.StartAsync(Cancellation);
        await relay.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(0, _time.Created);
    }

    private async Task<OutboxSignal> StartAsync()
    {
        var store = new Mock<IChatStore>();
        store.As<IChatOutbox>()
            .Setup(outbox => outbox.RelayAsync(
                It.IsAny<string>(), It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<Func<RealtimeEvent, CancellationToken, ValueTask>>(), It.IsAny<CancellationToken>()))
            .Returns<string, DateTimeOffset, int, Func<RealtimeEvent, CancellationToken, ValueTask>, CancellationToken>(_outbox.RelayAsync);
        var signal = new OutboxSignal();
        var relay = new OutboxRelay(store.Object, LogThatTakes(), signal, _metrics, _time, _log);
        var before = _time.Created;
        _relays.Add(relay);
        await relay.StartAsync(Cancellation);
        await SettledAsync(before);
        return signal;
    }

    private IEventLog LogThatTakes()
    {
        var log = new Mock<IEventLog>();
        log.SetupGet(events => events.Epoch).Returns(() => _epoch);
        log.Setup(events => events.AppendAsync(It.IsAny<RealtimeEvent>(), It.IsAny<CancellationToken>()))
            .Returns<RealtimeEvent, CancellationToken>(async (appended, _) =>
            {
                await _beforeAppend();
                lock (_appended)
                {
                    _appended.Add((appended.Target.Name!, JsonElement.Parse(appended.Payload.Span).GetProperty("sequence").GetInt32()));
                    return _appended.Count;
                }
            });
        return log.Object;
    }

    private int[] SequencesOf(string conversation)
    {
        lock (_appended)
        {
            return [.. _appended.Where(entry => entry.Room == "chat:" + conversation).Select(entry => entry.Sequence)];
        }
    }

    private async Task TellAsync(OutboxSignal signal)
    {
        var before = _time.Created;
        signal.Set();
        await SettledAsync(before);
    }

    // At most a look's distance at a time, each look waited for before time goes on.
    private async Task AdvanceAsync(TimeSpan span)
    {
        while (span > TimeSpan.Zero)
        {
            var step = span < TimeSpan.FromSeconds(5) ? span : TimeSpan.FromSeconds(5);
            _time.Advance(step);
            span -= step;
            await SettledAsync();
        }
    }

    private Task SettledAsync(int madeBefore = -1) => _time.SettledAsync(_relays.Count, madeBefore);

    private async Task<List<T>> TakeLooksAsync<T>(Func<(string LogEpoch, DateTimeOffset OrphansBefore, int MaxCount), T> what, int count)
    {
        List<T> taken = [];
        while (taken.Count < count)
        {
            taken.Add(what(await _outbox.Looks.Reader.ReadAsync(Cancellation)));
        }

        return taken;
    }
}
