using System.Threading.Channels;
using AudioTaiLoc.Realtime.Reminders;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Moq;

namespace AudioTaiLoc.Realtime.Tests.Reminders;

public sealed class ReminderServiceTests : IAsyncDisposable
{
    private readonly WatchedTime _time = new();
    private readonly RecordingLogger<ReminderService> _log = new();
    private readonly ReminderSignal _signal = new();
    private readonly Channel<Reminder> _sent = Channel.CreateUnbounded<Reminder>();
    private readonly Mock<IReminderDelivery> _delivery = new();
    private readonly InMemoryReminderStore _store = new();
    private readonly List<ReminderService> _services = [];
    private Func<Reminder, Exception?> _fault = _ => null;

    public ReminderServiceTests()
    {
        _delivery.Setup(delivery => delivery.Write(It.IsAny<AppointmentReminder>())).Returns("{}"u8.ToArray());
        _delivery.Setup(delivery => delivery.SendAsync(It.IsAny<Reminder>(), It.IsAny<CancellationToken>())).Returns((Reminder reminder, CancellationToken _) =>
        {
            _sent.Writer.TryWrite(reminder);
            return _fault(reminder) is { } fault ? Task.FromException(fault) : Task.CompletedTask;
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reminder_is_sent_when_it_is_due_and_once()
    {
        await StartAsync();
        var id = await ScheduleAsync(TimeSpan.FromSeconds(30));
        await AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.False(_sent.Reader.TryPeek(out _));

        await AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(id, (await _sent.Reader.ReadAsync(Cancellation)).Id);
        await AdvanceAsync(TimeSpan.FromHours(1));
        Assert.False(_sent.Reader.TryPeek(out _));
        Assert.Null(await _store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task One_that_is_due_sooner_than_expected_wakes_the_service()
    {
        await StartAsync();

        await ScheduleAsync(TimeSpan.Zero);

        Assert.True(_sent.Reader.TryRead(out var sent));
        Assert.Equal("user_123", sent.UserId);
    }

    [Fact]
    public async Task A_cancelled_one_is_not_sent()
    {
        await StartAsync();
        var scheduler = new ReminderScheduler(_store, _delivery.Object, _signal);
        var id = await ScheduleAsync(TimeSpan.FromSeconds(30));

        Assert.True(await scheduler.CancelAsync(id, Cancellation));
        Assert.False(await scheduler.CancelAsync(id, Cancellation));
        await AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.False(_sent.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task One_that_cannot_be_sent_is_tried_again_later_each_time()
    {
        var failures = 4;
        _fault = _ => failures-- > 0 ? new InvalidOperationException("down") : null;
        await StartAsync();
        await ScheduleAsync(TimeSpan.Zero);
        var attempt = 0;
        foreach (var backOff in new[] { 1, 2, 4, 8 })
        {
            Assert.Equal(attempt++, (await _sent.Reader.ReadAsync(Cancellation)).Attempts);
            await SettledAsync();
            await AdvanceAsync(TimeSpan.FromSeconds(backOff) - TimeSpan.FromMilliseconds(100));
            Assert.False(_sent.Reader.TryPeek(out _));
            await AdvanceAsync(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(4, (await _sent.Reader.ReadAsync(Cancellation)).Attempts);
        await SettledAsync();
        Assert.Null(await _store.FindNextDueAsync(Cancellation));
        Assert.Equal(4, _log.Lines.Count(line => line is { Level: LogLevel.Warning, Event: "SendFailed" }));
    }

    [Fact]
    public async Task Waiting_never_grows_beyond_an_hour()
    {
        var failed = false;
        _fault = _ => failed ? null : new InvalidOperationException("down");
        await _store.ScheduleAsync(new Reminder("r1", "user_123", _time.GetUtcNow(), "{}"u8.ToArray(), Attempts: 40), Cancellation);
        await StartAsync();

        await _sent.Reader.ReadAsync(Cancellation);
        failed = true;
        await SettledAsync();

        Assert.Equal(_time.GetUtcNow().AddHours(1), await _store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task Two_nodes_send_each_reminder_once()
    {
        const int Count = 240;
        for (var i = 0; i < Count; i++)
        {
            await _store.ScheduleAsync(new Reminder($"r{i}", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        }

        await StartAsync();
        await StartAsync();
        HashSet<string> ids = [];
        for (var i = 0; i < Count; i++)
        {
            Assert.True(ids.Add((await _sent.Reader.ReadAsync(Cancellation)).Id));
        }

        await SettledAsync();
        Assert.False(_sent.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task A_store_that_is_down_is_asked_again()
    {
        var store = new Mock<IReminderStore>();
        store.SetupSequence(reminders => reminders.ClaimDueAsync(It.IsAny<DateTimeOffset>(), It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RealtimeException(RealtimeErrorCodes.Unavailable, "down"))
            .ReturnsAsync([new ReminderClaim(new Reminder("r1", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), "t1")])
            .ReturnsAsync([]);
        await StartAsync(store.Object);
        Assert.Contains(_log.Lines, line => line is { Level: LogLevel.Warning, Event: "StoreFailed" });

        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("r1", (await _sent.Reader.ReadAsync(Cancellation)).Id);
    }

    [Fact]
    public async Task A_store_that_stays_down_is_asked_ever_more_seldom_but_at_least_every_ten_seconds()
    {
        var asked = 0;
        var store = new Mock<IReminderStore>();
        store.Setup(reminders => reminders.ClaimDueAsync(It.IsAny<DateTimeOffset>(), It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Callback(() => asked++)
            .ThrowsAsync(new RealtimeException(RealtimeErrorCodes.Unavailable, "down"));
        await StartAsync(store.Object);
        foreach (var backOff in new[] { 1, 2, 4, 8, 10, 10 })
        {
            var before = asked;
            await AdvanceAsync(TimeSpan.FromSeconds(backOff) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(before, asked);
            await AdvanceAsync(TimeSpan.FromMilliseconds(1));
            Assert.Equal(before + 1, asked);
        }
    }

    [Fact]
    public async Task One_that_was_sent_while_the_store_went_down_is_not_sent_again()
    {
        var completions = 0;
        var store = new Mock<IReminderStore>();
        store.Setup(reminders => reminders.ClaimDueAsync(It.IsAny<DateTimeOffset>(), It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Returns((DateTimeOffset now, DateTimeOffset until, int count, CancellationToken cancellation) => _store.ClaimDueAsync(now, until, count, cancellation));
        store.Setup(reminders => reminders.FindNextDueAsync(It.IsAny<CancellationToken>()))
            .Returns((CancellationToken cancellation) => _store.FindNextDueAsync(cancellation));
        store.Setup(reminders => reminders.CompleteAsync(It.IsAny<ReminderClaim>(), It.IsAny<CancellationToken>()))
            .Returns((ReminderClaim claim, CancellationToken cancellation) => ++completions < 3
                ? throw new RealtimeException(RealtimeErrorCodes.Unavailable, "down")
                : _store.CompleteAsync(claim, cancellation));
        await _store.ScheduleAsync(new Reminder("r1", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        await _store.ScheduleAsync(new Reminder("r2", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        await StartAsync(store.Object);

        await AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal("r1", (await _sent.Reader.ReadAsync(Cancellation)).Id);
        Assert.Equal("r2", (await _sent.Reader.ReadAsync(Cancellation)).Id);
        Assert.False(_sent.Reader.TryPeek(out _));
        Assert.Null(await _store.FindNextDueAsync(Cancellation));
    }

    [Fact]
    public async Task What_takes_longer_than_a_claim_is_left_to_whoever_claims_it_next()
    {
        await _store.ScheduleAsync(new Reminder("r1", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        await _store.ScheduleAsync(new Reminder("r2", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        var sent = new List<string>();
        var store = new Mock<IReminderStore>();
        store.SetupSequence(reminders => reminders.ClaimDueAsync(It.IsAny<DateTimeOffset>(), It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Returns(() => _store.ClaimDueAsync(_time.GetUtcNow(), _time.GetUtcNow().AddMinutes(1), 50, Cancellation))
            .ReturnsAsync([])
            .ReturnsAsync([]);
        _fault = reminder =>
        {
            sent.Add(reminder.Id);
            _time.Advance(TimeSpan.FromMinutes(1));
            return null;
        };

        await StartAsync(store.Object);

        Assert.Equal(["r1"], sent);
        Assert.Equal("r2", Assert.Single(await _store.ClaimDueAsync(_time.GetUtcNow(), _time.GetUtcNow().AddMinutes(1), 50, Cancellation), claim => claim.Reminder.Id == "r2").Reminder.Id);
    }

    [Fact]
    public async Task What_is_being_sent_when_the_host_stops_is_sent_and_removed()
    {
        var sending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _delivery.Setup(delivery => delivery.SendAsync(It.IsAny<Reminder>(), It.IsAny<CancellationToken>())).Returns((Reminder _, CancellationToken cancellation) =>
        {
            sending.TrySetResult();
            return go.Task.WaitAsync(cancellation);
        });
        await _store.ScheduleAsync(new Reminder("r1", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        await _store.ScheduleAsync(new Reminder("r2", "user_123", _time.GetUtcNow(), "{}"u8.ToArray()), Cancellation);
        var service = new ReminderService(_store, _delivery.Object, _signal, _time, _log);
        _services.Add(service);
        await service.StartAsync(Cancellation);
        await sending.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var stopping = service.StopAsync(Cancellation);
        go.SetResult();
        await stopping;

        _delivery.Verify(delivery => delivery.SendAsync(It.IsAny<Reminder>(), It.IsAny<CancellationToken>()), Times.Once);
        Assert.False(await _store.CancelAsync("r1", Cancellation));
        Assert.True(await _store.CancelAsync("r2", Cancellation));
    }

    [Fact]
    public async Task What_cannot_be_reminded_of_is_refused_before_it_is_stored()
    {
        var scheduler = new ReminderScheduler(_store, _delivery.Object, _signal);

        await Assert.ThrowsAsync<ArgumentException>(() => scheduler.ScheduleAsync(
            new AppointmentReminder { BookingId = "two words", UserId = "user_123", DueAt = _time.GetUtcNow() }, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => scheduler.ScheduleAsync(
            new AppointmentReminder { BookingId = "booking_456", UserId = "", DueAt = _time.GetUtcNow() }, Cancellation));

        Assert.Null(await _store.FindNextDueAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }
    }

    private async Task StartAsync(IReminderStore? store = null)
    {
        var service = new ReminderService(store ?? _store, _delivery.Object, _signal, _time, _log);
        var before = _time.Created;
        _services.Add(service);
        await service.StartAsync(Cancellation);
        await _time.SettledAsync(_services.Count, before);
    }

    private async Task<string> ScheduleAsync(TimeSpan wait)
    {
        var before = _time.Created;
        var id = await new ReminderScheduler(_store, _delivery.Object, _signal).ScheduleAsync(
            new AppointmentReminder { BookingId = "booking_456", UserId = "user_123", DueAt = _time.GetUtcNow() + wait }, Cancellation);
        await _time.SettledAsync(_services.Count, before);
        return id;
    }

    // The service looks at least once a minute: each look is waited for before time goes on.
    private async Task AdvanceAsync(TimeSpan span)
    {
        while (span > TimeSpan.Zero)
        {
            var step = span < TimeSpan.FromSeconds(30) ? span : TimeSpan.FromSeconds(30);
            _time.Advance(step);
            span -= step;
            await SettledAsync();
        }
    }

    private Task SettledAsync() => _time.SettledAsync(_services.Count);
}
