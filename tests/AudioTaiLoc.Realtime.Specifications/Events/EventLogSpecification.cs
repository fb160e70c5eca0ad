namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IEventLog"/> does with what is appended; reading is in <see cref="EventLogReadingSpecification"/>.</summary>
public abstract class EventLogSpecification : EventLogSpecificationBase
{
    [Fact]
    public async Task Epoch_has_1_to_32_letters_and_digits_and_stays()
    {
        var log = await CreateAsync();

        Assert.Matches("^[a-zA-Z0-9]{1,32}$", log.Epoch);
        Assert.Equal(log.Epoch, log.Epoch);
    }

    [Fact]
    public async Task Another_log_has_another_epoch()
    {
        var first = await CreateAsync();
        var second = await CreateAsync();

        Assert.NotEqual(first.Epoch, second.Epoch);
    }

    [Fact]
    public async Task Positions_are_positive_and_rise()
    {
        var log = await CreateAsync();

        var first = await AppendAsync(log, Order, "a");
        var second = await AppendAsync(log, Booking, "b");
        var third = await AppendAsync(log, Order, "c");

        Assert.True(first > 0);
        Assert.True(second > first);
        Assert.True(third > second);
    }

    [Fact]
    public async Task LastPosition_is_0_at_first_and_then_the_newest_entry_seen()
    {
        var log = await CreateAsync();
        Assert.Equal(0, log.LastPosition);
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);

        var position = await AppendAsync(log, Order, "a");
        await observer.NextAsync();

        Assert.Equal(position, log.LastPosition);
    }

    [Fact]
    public async Task Observer_gets_an_entry_as_it_was_appended()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);
        var appended = new RealtimeEvent(EventKind.Event, Order, "order:updated", Json("shipped")) { ExceptConnectionId = "c1" };

        var position = await log.AppendAsync(appended, Cancellation);

        var entry = await observer.NextAsync();
        Assert.Equal(position, entry.Position);
        AssertSame(appended, entry.Event);
    }

    [Fact]
    public async Task What_an_event_is_comes_back_from_the_log()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);
        var appended = new RealtimeEvent(EventKind.Event, Order, "price", Json("x")) { ConflationKey = "price EUR", HasSnapshot = true, IsSecret = true };

        await log.AppendAsync(appended, Cancellation);

        var live = await observer.NextAsync();
        var read = Assert.Single((await ReadAsync(log, Order)).Entries);
        foreach (var entry in (EventEntry[])[live, read])
        {
            Assert.Equal(("price EUR", true, true), (entry.Event.ConflationKey, entry.Event.HasSnapshot, entry.Event.IsSecret));
        }
    }

    [Fact]
    public async Task Of_the_events_of_a_key_the_last_one_can_be_read()
    {
        var log = await CreateAsync();
        List<long> appended = [];
        foreach (var (target, key) in ((EventTarget, string?)[])[(Order, "a"), (Order, "b"), (EventTarget.Everyone, "a"), (Order, null), (Order, "a"), (Order, null)])
        {
            appended.Add(await log.AppendAsync(new RealtimeEvent(EventKind.Event, target, "price", Json("x")) { ConflationKey = key }, Cancellation));
        }

        var entries = (await ReadAsync(log, Order, EventTarget.Everyone)).Entries;

        // A log may leave out the first: the fifth takes its place.
        Assert.Equal(appended[1..], entries.Select(entry => entry.Position).Where(position => position != appended[0]));
    }

    [Fact]
    public async Task Observer_gets_every_kind_of_target()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);
        EventTarget[] targets =
            [EventTarget.Everyone, EventTarget.SignedIn, Order, EventTarget.User("user_123"), EventTarget.Users(["user_456", "user_123"])];

        foreach (var target in targets)
        {
            await AppendAsync(log, target, "a");
        }

        var entries = await observer.NextAsync(targets.Length);
        for (var i = 0; i < targets.Length; i++)
        {
            AssertSame(targets[i], entries[i].Event.Target);
        }
    }

    [Fact]
    public async Task Observer_gets_volatile_events_and_ends_of_access_in_order()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);
        RealtimeEvent[] appended =
        [
            new(EventKind.Event, Order, "chat:typing", Json("x")) { IsVolatile = true, ExceptConnectionId = "c1" },
            new(EventKind.Revoke, Order, "user_123", default),
            new(EventKind.Kick, EventTarget.User("user_123"), "fraud", default),
            new(EventKind.Event, Order, "order:updated", Json("y")),
        ];

        var positions = new List<long>();
        foreach (var realtimeEvent in appended)
        {
            positions.Add(await log.AppendAsync(realtimeEvent, Cancellation));
        }

        var entries = await observer.NextAsync(appended.Length);
        Assert.Equal(positions, entries.Select(entry => entry.Position));
        for (var i = 0; i < appended.Length; i++)
        {
            AssertSame(appended[i], entries[i].Event);
        }
    }

    [Fact]
    public async Task Observer_gets_only_what_comes_after_it()
    {
        var log = await CreateAsync();
        await AppendAsync(log, Order, "before");
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);

        await AppendAsync(log, Order, "after");

        Assert.Equal("after", (await observer.NextAsync()).Event.Name);
    }

    [Fact]
    public async Task Observer_is_first_told_where_it_stands()
    {
        var log = await CreateAsync();
        var position = await AppendAsync(log, Order, "before");
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);

        Assert.Equal((log.Epoch, position), await observer.BeginningAsync());
        Assert.Equal(position, log.LastPosition);
    }

    [Fact]
    public async Task LastPosition_never_runs_ahead_of_the_observers()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);

        for (var i = 0; i < 200; i++)
        {
            await AppendAsync(log, Order, "a");
            var last = log.LastPosition;
            Assert.True(observer.Position >= last);
        }

        await observer.NextAsync(200);
    }

    [Fact]
    public async Task Catching_up_ends_when_the_observers_have_the_entry()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);

        var position = await AppendAsync(log, Order, "a");

        Assert.True(await log.CatchUpAsync(position, Cancellation));
        Assert.Equal(position, observer.Position);
        Assert.False(await log.CatchUpAsync(position + 1, Cancellation));
    }

    [Fact]
    public async Task Observer_gets_nothing_once_disposed()
    {
        var log = await CreateAsync();
        var leaving = new RecordingObserver();
        var staying = new RecordingObserver();
        var tail = await log.TailAsync(leaving, Cancellation);
        await using var other = await log.TailAsync(staying, Cancellation);

        await tail.DisposeAsync();
        await tail.DisposeAsync();
        await AppendAsync(log, Order, "a");

        await staying.NextAsync();
        Assert.False(leaving.HasMore);
    }

    [Fact]
    public async Task A_payload_stays_valid_when_the_callers_buffer_is_used_again()
    {
        var log = await CreateAsync();
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, Cancellation);
        var buffer = Json("kept").ToArray();
        var passing = Json("pass").ToArray();

        await log.AppendAsync(new(EventKind.Event, Order, "a", buffer), Cancellation);
        await log.AppendAsync(new(EventKind.Event, Order, "b", passing) { IsVolatile = true }, Cancellation);
        Array.Fill(buffer, (byte)'!');
        Array.Fill(passing, (byte)'!');

        Assert.Equal(Json("kept").ToArray(), (await observer.NextAsync()).Event.Payload.ToArray());
        Assert.Equal(Json("pass").ToArray(), (await observer.NextAsync()).Event.Payload.ToArray());
        Assert.Equal(Json("kept").ToArray(), Assert.Single((await ReadAsync(log, Order)).Entries).Event.Payload.ToArray());
    }

    [Fact]
    public async Task Concurrent_appends_have_positions_of_their_own_and_all_observers_see_one_order()
    {
        const int each = 50;
        var log = await CreateAsync(Callers * each);
        var first = new RecordingObserver();
        var second = new RecordingObserver();
        await using var tail = await log.TailAsync(first, Cancellation);
        await using var other = await log.TailAsync(second, Cancellation);

        var positions = await RunTogetherAsync(Callers, async caller =>
        {
            var own = new List<long>();
            for (var i = 0; i < each; i++)
            {
                own.Add(await AppendAsync(log, EventTarget.Room("order:" + caller), $"{caller}-{i}"));
            }

            return own;
        });

        var all = positions.SelectMany(own => own).Order().ToArray();
        var seen = await first.NextAsync(all.Length);
        Assert.Equal(all, all.Distinct());
        Assert.Equal(all, seen.Select(entry => entry.Position));
        Assert.Equal(seen.Select(Brief), (await second.NextAsync(all.Length)).Select(Brief));
        Assert.All(positions, own => Assert.Equal(own.Order(), own));
        for (var caller = 0; caller < Callers; caller++)
        {
            var history = await ReadAsync(log, EventTarget.Room("order:" + caller));
            Assert.Equal(Enumerable.Range(0, each).Select(i => $"{caller}-{i}"), history.Entries.Select(entry => entry.Event.Name));
        }
    }

    [Fact]
    public async Task A_cancelled_append_appends_nothing()
    {
        var log = await CreateAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await log.AppendAsync(new(EventKind.Event, Order, "a", default), new CancellationToken(true)));

        Assert.Empty(await NamesAsync(log, Order));
    }
}
