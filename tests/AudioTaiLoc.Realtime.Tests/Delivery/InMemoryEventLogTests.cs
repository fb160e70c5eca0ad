using AudioTaiLoc.Realtime.Delivery;
using AudioTaiLoc.Realtime.Specifications;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

public class InMemoryEventLogTests
{
    private static readonly EventTarget Order = EventTarget.Room("order:order_123");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Positions_count_every_entry_from_1()
    {
        var log = Create();

        Assert.Equal(1, await AppendAsync(log, Order));
        Assert.Equal(2, await log.AppendAsync(new(EventKind.Revoke, Order, "user_123", default), TestContext.Current.CancellationToken));
        Assert.Equal(3, await log.AppendAsync(
            new(EventKind.Event, Order, "a", new byte[1]) { IsVolatile = true }, TestContext.Current.CancellationToken));
        Assert.Equal(4, await AppendAsync(log, Order));
        Assert.Equal(4, log.LastPosition);
        Assert.Equal(2, log.Count);
    }

    [Fact]
    public void Epoch_is_8_small_letters_and_digits() => Assert.Matches("^[a-z0-9]{8}$", Create().Epoch);

    [Fact]
    public async Task Keeps_exactly_the_newest_entries()
    {
        var log = Create(maxEntries: 1000);

        for (var i = 0; i < 5000; i++)
        {
            await AppendAsync(log, EventTarget.Room("order:" + (i % 7)));
        }

        Assert.Equal(1000, log.Count);
        Assert.False((await ReadAsync(log, 3999)).IsComplete);
        var targets = Enumerable.Range(0, 7).Select(i => EventTarget.Room("order:" + i)).ToArray();
        var history = await ReadAsync(log, 4000, targets);
        Assert.Equal(Enumerable.Range(4001, 1000).Select(i => (long)i), history.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Keeps_no_more_bytes_than_the_bound()
    {
        var log = Create(maxBytes: 1000);

        for (var i = 0; i < 10; i++)
        {
            await AppendAsync(log, Order, 300);
        }

        Assert.Equal(3, log.Count);
        Assert.True((await ReadAsync(log, 7, Order)).IsComplete);
        Assert.False((await ReadAsync(log, 6, Order)).IsComplete);
    }

    [Fact]
    public async Task An_entry_larger_than_the_bound_is_passed_on_and_not_kept()
    {
        var log = Create(maxBytes: 1000);
        var observer = new RecordingObserver();
        await using var tail = await log.TailAsync(observer, TestContext.Current.CancellationToken);

        var position = await AppendAsync(log, Order, 1001);

        Assert.Equal(1001, (await observer.NextAsync()).Event.Payload.Length);
        Assert.Equal(0, log.Count);
        Assert.Equal(0, log.TargetCount);
        Assert.False((await ReadAsync(log, position - 1, Order)).IsComplete);
        Assert.True((await ReadAsync(log, position, Order)).IsComplete);
    }

    [Fact]
    public async Task Drops_what_is_too_old_when_read()
    {
        var log = Create(maxAge: TimeSpan.FromMinutes(2));
        var old = await AppendAsync(log, Order);
        _time.Advance(TimeSpan.FromMinutes(1));
        var recent = await AppendAsync(log, Order);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal([old, recent], (await ReadAsync(log, 0, Order)).Entries.Select(entry => entry.Position));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False((await ReadAsync(log, 0, Order)).IsComplete);
        Assert.Equal([recent], (await ReadAsync(log, old, Order)).Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Drops_what_is_too_old_when_appending()
    {
        var log = Create(maxAge: TimeSpan.FromMinutes(2));
        await AppendAsync(log, EventTarget.Room("order:old"));
        _time.Advance(TimeSpan.FromMinutes(2));

        await AppendAsync(log, Order);

        Assert.Equal(1, log.Count);
        Assert.Equal(1, log.TargetCount);
    }

    [Fact]
    public async Task Forgets_a_target_with_its_last_entry()
    {
        var log = Create(maxEntries: 10);

        for (var i = 0; i < 1000; i++)
        {
            await AppendAsync(log, EventTarget.Room("order:" + i));
        }

        Assert.Equal(10, log.TargetCount);
    }

    [Fact]
    public async Task A_target_forgotten_and_used_again_starts_anew()
    {
        var log = Create(maxEntries: 2);
        await AppendAsync(log, Order);
        await AppendAsync(log, EventTarget.Everyone);
        await AppendAsync(log, EventTarget.Everyone);

        var again = await AppendAsync(log, Order);

        Assert.Equal([again], (await ReadAsync(log, 2, Order)).Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Volatile_events_do_not_push_out_what_is_kept()
    {
        var log = Create(maxEntries: 10, maxBytes: 1000);
        await AppendAsync(log, Order, 100);

        for (var i = 0; i < 100; i++)
        {
            await log.AppendAsync(new(EventKind.Event, Order, "a", new byte[100]) { IsVolatile = true }, TestContext.Current.CancellationToken);
        }

        Assert.Single((await ReadAsync(log, 0, Order)).Entries);
    }

    [Fact]
    public async Task A_payload_outlives_its_entry()
    {
        var log = Create(maxEntries: 1);
        var payload = new byte[100];
        Array.Fill(payload, (byte)7);
        await log.AppendAsync(new(EventKind.Event, Order, "a", payload), TestContext.Current.CancellationToken);
        var held = (await ReadAsync(log, 0, Order)).Entries[0].Event.Payload;

        for (var i = 0; i < 30_000; i++)
        {
            await AppendAsync(log, Order, 100);
        }

        Assert.Equal(payload, held.ToArray());
    }

    [Fact]
    public async Task User_ids_are_copied()
    {
        var log = Create();
        var users = new List<string> { "user_456", "user_123" };

        await AppendAsync(log, EventTarget.Users(users));
        users.Clear();

        Assert.Single((await ReadAsync(log, 0, EventTarget.User("user_123"))).Entries);
    }

    [Fact]
    public async Task What_is_read_while_others_append_and_trim_has_no_gap()
    {
        const int total = 20_000;
        var log = Create(maxEntries: 300);
        var targets = Enumerable.Range(0, 3).Select(i => EventTarget.Room("order:" + i)).ToArray();
        var appending = Task.Run(
            async () =>
            {
                for (var i = 0; i < total; i++)
                {
                    await AppendAsync(log, targets[i % 3]);
                }
            },
            TestContext.Current.CancellationToken);

        long last;
        do
        {
            last = log.LastPosition;
            var after = Math.Max(0, last - 100);
            var history = await log.ReadAsync(new(targets, after, last, 1000), TestContext.Current.CancellationToken);
            if (history.IsComplete)
            {
                Assert.Equal(Enumerable.Range((int)after + 1, (int)(last - after)), history.Entries.Select(entry => (int)entry.Position));
            }
        }
        while (last < total);

        await appending;
    }

    [Fact]
    public async Task A_query_for_several_users_as_one_target_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await ReadAsync(Create(), 0, EventTarget.Users(["user_123"])));

    [Fact]
    public async Task Appending_allocates_chunks_and_nothing_else()
    {
        const int count = 10_000;
        const int size = 200;
        var log = Create(maxEntries: count);
        var payload = new byte[size];
        var kept = new RealtimeEvent(EventKind.Event, Order, "order:updated", payload) { ExceptConnectionId = "c1" };
        var passing = kept with { IsVolatile = true };
        var revoke = new RealtimeEvent(EventKind.Revoke, Order, "user_123", default);
        await AppendEachAsync(count);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await AppendEachAsync(count);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        const int keptBytes = ((count * size / ByteChunks.LargeChunk) + 1) * (ByteChunks.LargeChunk + 1024);
        const int passingBytes = count * size * 102 / 100;
        Assert.InRange(allocated, count * size, keptBytes + passingBytes);

        // Nothing here waits, so all of it runs on this thread.
        async Task AppendEachAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await log.AppendAsync(kept, CancellationToken.None);
                await log.AppendAsync(passing, CancellationToken.None);
                await log.AppendAsync(revoke, CancellationToken.None);
            }
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Bounds_of_nothing_are_refused(int maxEntries, long maxBytes, long maxAgeTicks) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new InMemoryEventLog(new EventLogLimits(maxEntries, maxBytes, TimeSpan.FromTicks(maxAgeTicks)), _time));

    private static ValueTask<long> AppendAsync(InMemoryEventLog log, EventTarget target, int size = 10) =>
        log.AppendAsync(new(EventKind.Event, target, "a", new byte[size]), TestContext.Current.CancellationToken);

    private static ValueTask<EventHistory> ReadAsync(InMemoryEventLog log, long after, params EventTarget[] targets) =>
        log.ReadAsync(new(targets, after, long.MaxValue, 10_000), TestContext.Current.CancellationToken);

    private InMemoryEventLog Create(int maxEntries = 100_000, long maxBytes = 64 * 1024 * 1024, TimeSpan? maxAge = null) =>
        new(new EventLogLimits(maxEntries, maxBytes, maxAge ?? TimeSpan.FromMinutes(5)), _time);
}
