namespace AudioTaiLoc.Realtime.Specifications;

/// <summary>What every <see cref="IEventLog"/> answers to an <see cref="EventQuery"/>.</summary>
public abstract class EventLogReadingSpecification : EventLogSpecificationBase
{
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
            if (i == 0)
            {
                await AppendAsync(log, Booking, "b");
            }
        }

        var gone = await log.ReadAsync(new([Order], positions[0], long.MaxValue, 10_000), Cancellation);
        var others = await log.ReadAsync(new([Booking], positions[0], long.MaxValue, 10_000), Cancellation);
        var there = await log.ReadAsync(new([Order], positions[^kept], long.MaxValue, 10_000), Cancellation);

        Assert.False(gone.IsComplete);
        Assert.Empty(gone.Entries);
        // A log that forgets some targets later than others may still have it.
        Assert.True(!others.IsComplete || others.Entries is [{ Event.Name: "b" }]);
        Assert.True(there.IsComplete);
        Assert.Equal(positions[^(kept - 1)..], there.Entries.Select(entry => entry.Position));
    }
}
