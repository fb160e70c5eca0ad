using System.Text;

namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IEventLog"/> does.</summary>
public abstract class EventLogSpecification : StoreSpecification
{
    private static readonly EventTarget Order = EventTarget.Room("order:order_123");
    private static readonly EventTarget Booking = EventTarget.Room("booking:booking_456");

    /// <summary>Makes an empty log that keeps at least the given number of entries, and not more than ten times as many.</summary>
    protected abstract ValueTask<IEventLog> CreateAsync(int keptEntries);

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
    public async Task Reading_gives_the_targets_entries_in_order_each_once()
    {
        var log = await CreateAsync();
        await AppendAsync(log, Order, "a");
        await AppendAsync(log, Booking, "b");
        await AppendAsync(log, EventTarget.Room("order:other"), "c");
        await AppendAsync(log, EventTarget.Everyone, "d");
        await AppendAsync(log, Order, "e");
        await AppendAsync(log, EventTarget.SignedIn, "f");

        Assert.Equal(["a", "b", "e"], await NamesAsync(log, Booking, Order, Order));
        Assert.Equal(["d"], await NamesAsync(log, EventTarget.Everyone));
        Assert.Equal(["d", "f"], await NamesAsync(log, EventTarget.SignedIn, EventTarget.Everyone));
        Assert.Empty(await NamesAsync(log));
        Assert.Empty(await NamesAsync(log, EventTarget.Room("order:none")));
    }

    [Fact]
    public async Task A_room_and_a_user_of_one_name_are_two_targets()
    {
        var log = await CreateAsync();
        await AppendAsync(log, EventTarget.Room("x"), "room");
        await AppendAsync(log, EventTarget.User("x"), "user");

        Assert.Equal(["room"], await NamesAsync(log, EventTarget.Room("x")));
        Assert.Equal(["user"], await NamesAsync(log, EventTarget.User("x")));
    }

    [Fact]
    public async Task Reading_a_user_gives_entries_to_several_users_that_name_the_user()
    {
        var log = await CreateAsync();
        await AppendAsync(log, EventTarget.Users(["user_456", "user_123"]), "both");
        await AppendAsync(log, EventTarget.User("user_123"), "one");
        await AppendAsync(log, EventTarget.Users(["user_456", "user_789"]), "others");
        await AppendAsync(log, EventTarget.Users([]), "nobody");

        Assert.Equal(["both", "one"], await NamesAsync(log, EventTarget.User("user_123")));
        Assert.Equal(["both", "others"], await NamesAsync(log, EventTarget.User("user_456")));
        Assert.Equal(["both", "one", "others"], await NamesAsync(log, EventTarget.User("user_123"), EventTarget.User("user_456")));
        Assert.Empty(await NamesAsync(log, EventTarget.User("user_1")));
    }

    [Fact]
    public async Task Reading_gives_an_entry_as_it_was_appended()
    {
        var log = await CreateAsync();
        RealtimeEvent[] appended =
        [
            new(EventKind.Event, EventTarget.User("user_123"), "notification:message", Json("a")) { ExceptConnectionId = "c1" },
            new(EventKind.Event, EventTarget.Users(["user_456", "user_123"]), "notification:event", Json("b")),
            new(EventKind.Event, EventTarget.User("user_123"), "empty", default),
        ];
        foreach (var realtimeEvent in appended)
        {
            await log.AppendAsync(realtimeEvent, Cancellation);
        }

        var history = await ReadAsync(log, EventTarget.User("user_123"));

        Assert.Equal(appended.Length, history.Entries.Count);
        for (var i = 0; i < appended.Length; i++)
        {
            AssertSame(appended[i], history.Entries[i].Event);
        }
    }

    [Fact]
    public async Task Reading_starts_after_one_position_and_ends_with_another()
    {
        var log = await CreateAsync();
        var positions = new List<long>();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            positions.Add(await AppendAsync(log, Order, name));
        }

        var middle = await log.ReadAsync(new([Order], positions[0], positions[2], 10), Cancellation);
        var none = await log.ReadAsync(new([Order], positions[3], positions[3], 10), Cancellation);

        Assert.Equal(["b", "c"], middle.Entries.Select(entry => entry.Event.Name));
        Assert.Equal(positions[1..3], middle.Entries.Select(entry => entry.Position));
        Assert.True(none.IsComplete);
        Assert.Empty(none.Entries);
    }

    [Fact]
    public async Task Reading_gives_neither_volatile_events_nor_ends_of_access()
    {
        var log = await CreateAsync();
        await log.AppendAsync(new(EventKind.Event, Order, "chat:typing", Json("x")) { IsVolatile = true }, Cancellation);
        await log.AppendAsync(new(EventKind.Revoke, Order, "user_123", default), Cancellation);
        await log.AppendAsync(new(EventKind.Kick, EventTarget.User("user_123"), "fraud", default), Cancellation);
        await AppendAsync(log, Order, "order:updated");

        Assert.Equal(["order:updated"], await NamesAsync(log, Order, EventTarget.User("user_123")));
    }

    [Fact]
    public async Task Reading_is_incomplete_and_empty_when_more_match_than_were_asked_for()
    {
        var log = await CreateAsync();
        var first = await AppendAsync(log, Order, "a");
        await AppendAsync(log, Booking, "b");
        await AppendAsync(log, Order, "c");

        var two = await log.ReadAsync(new([Order, Booking], 0, long.MaxValue, 2), Cancellation);
        var three = await log.ReadAsync(new([Order, Booking], 0, long.MaxValue, 3), Cancellation);
        var rest = await log.ReadAsync(new([Order, Booking], first, long.MaxValue, 2), Cancellation);

        Assert.False(two.IsComplete);
        Assert.Empty(two.Entries);
        Assert.Equal(3, three.Entries.Count);
        Assert.Equal(["b", "c"], rest.Entries.Select(entry => entry.Event.Name));
    }

    [Fact]
    public async Task Reading_is_incomplete_and_empty_when_the_log_no_longer_reaches_back()
    {
        const int kept = 100;
        var log = await CreateAsync(kept);
        var positions = new List<long>();
        for (var i = 0; i < kept * 20; i++)
        {
            positions.Add(await AppendAsync(log, Order, "a"));
        }

        var gone = await log.ReadAsync(new([Order], positions[0], long.MaxValue, 10_000), Cancellation);
        var others = await log.ReadAsync(new([Booking], positions[0], long.MaxValue, 10_000), Cancellation);
        var there = await log.ReadAsync(new([Order], positions[^kept], long.MaxValue, 10_000), Cancellation);

        Assert.False(gone.IsComplete);
        Assert.Empty(gone.Entries);
        Assert.False(others.IsComplete);
        Assert.True(there.IsComplete);
        Assert.Equal(positions[^(kept - 1)..], there.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_cancelled_append_appends_nothing()
    {
        var log = await CreateAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await log.AppendAsync(new(EventKind.Event, Order, "a", default), new CancellationToken(true)));

        Assert.Empty(await NamesAsync(log, Order));
    }

    private static ReadOnlyMemory<byte> Json(string value) => Encoding.UTF8.GetBytes($$"""{"value":"{{value}}"}""");

    private static (long Position, string Name) Brief(EventEntry entry) => (entry.Position, entry.Event.Name);

    private static ValueTask<long> AppendAsync(IEventLog log, EventTarget target, string name) =>
        log.AppendAsync(new(EventKind.Event, target, name, Json(name)), Cancellation);

    private static ValueTask<EventHistory> ReadAsync(IEventLog log, params EventTarget[] targets) =>
        log.ReadAsync(new(targets, 0, long.MaxValue, 1000), Cancellation);

    private static async Task<IEnumerable<string>> NamesAsync(IEventLog log, params EventTarget[] targets)
    {
        var history = await ReadAsync(log, targets);
        Assert.True(history.IsComplete);
        return history.Entries.Select(entry => entry.Event.Name);
    }

    private static void AssertSame(RealtimeEvent expected, RealtimeEvent actual)
    {
        Assert.Equal(expected.Kind, actual.Kind);
        AssertSame(expected.Target, actual.Target);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Payload.ToArray(), actual.Payload.ToArray());
        Assert.Equal(expected.IsVolatile, actual.IsVolatile);
        Assert.Equal(expected.ExceptConnectionId, actual.ExceptConnectionId);
    }

    private static void AssertSame(EventTarget expected, EventTarget actual)
    {
        Assert.Equal(expected.Kind, actual.Kind);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.UserIds?.Order(), actual.UserIds?.Order());
    }

    private ValueTask<IEventLog> CreateAsync() => CreateAsync(1000);
}
