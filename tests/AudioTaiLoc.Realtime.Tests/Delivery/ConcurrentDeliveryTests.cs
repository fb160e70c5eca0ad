using System.Collections.Concurrent;
using AudioTaiLoc.Realtime.Tests.Infrastructure;

namespace AudioTaiLoc.Realtime.Tests.Delivery;

/// <summary>Publishers, joiners and revokers at once on several threads. The log's own order is the truth that all is checked against.</summary>
public sealed class ConcurrentDeliveryTests
{
    private const string Room = "order:order_123";
    private const int Publishers = 3;
    private const int Joiners = 3;
    private const int EventsEach = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Who_comes_and_goes_gets_every_event_once_and_in_order(int seed)
    {
        await using var node = await StartAsync();
        var truth = await RecordAsync(node);
        await node.Access.GrantAsync(Room, "user_123", cancellationToken: Cancellation);
        var publishing = PublishAllAsync(node);
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => ComeAndGoAsync(node, new Random(seed + (i * 1000)), publishing), Cancellation)));
        await publishing;

        var expected = truth.Positions(entry => entry.Target == EventTarget.Room(Room));
        Assert.Equal(Publishers * EventsEach / 2, expected.Length);
        foreach (var seen in clients)
        {
            Assert.True(expected.SequenceEqual(seen), $"seed {seed}: {seen.Count} events, expected {expected.Length}, first difference at {FirstDifference(expected, seen)}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_arrives_from_between_a_revoke_and_the_next_grant(int seed)
    {
        await using var node = await StartAsync();
        var truth = await RecordAsync(node);
        var publishing = PublishAllAsync(node);
        var shut = new List<(long From, long UpTo)>();
        var joins = new Counter();
        var revoking = Task.Run(
            async () =>
            {
                while (!publishing.IsCompleted || shut.Count < 20)
                {
                    await node.Access.GrantAsync(Room, "user_123", cancellationToken: Cancellation);
                    if (shut.Count % 4 == 0)
                    {
                        // Somebody is in now, whatever the scheduler does: of the joins that are counted at most one each is an old one.
                        await joins.MoreAsync(Joiners + 1);
                        await node.PublishAsync(EventTarget.Room(Room), "room");
                    }

                    await node.Access.RevokeAsync(Room, "user_123", Cancellation);
                    await Task.Yield();
                    // Up to here at least nothing is granted: nobody else grants.
                    shut.Add((truth.LastRevoke, node.Log.LastPosition));
                }
            },
            Cancellation);
        var joining = Enumerable.Range(0, Joiners)
            .Select(i => Task.Run(() => JoinAgainAndAgainAsync(node, new Random(seed + (i * 1000)), joins, revoking), Cancellation)).ToArray();
        await publishing;
        await revoking;
        var transports = await Task.WhenAll(joining);
        await node.PublishAsync(EventTarget.Room(Room), "room");
        await node.FenceAsync();

        Assert.Equal(0, node.Dispatcher.Rooms.Count);
        Assert.Contains(transports, transport => transport.Sent.Any(one => one.Name == "room"));
        shut[^1] = (shut[^1].From, long.MaxValue);
        foreach (var transport in transports)
        {
            var sent = transport.Sent.Where(one => one.Name == "room").ToArray();
            AssertRising(sent.Where(one => !one.IsReplay).Select(one => one.Position), seed);
            foreach (var (from, upTo) in shut)
            {
                var leaked = sent.Where(one => one.Position > from && one.Position <= upTo).ToArray();
                Assert.True(leaked.Length == 0, $"seed {seed}: {leaked.Length} events of ({from}, {upTo}] reached one whose access was revoked at {from}.");
            }
        }
    }

    [Fact]
    public async Task Live_events_of_all_kinds_come_in_the_order_of_the_log()
    {
        await using var node = await StartAsync();
        var truth = await RecordAsync(node);
        await node.Access.GrantAsync(Room, "user_123", cancellationToken: Cancellation);
        var (connection, transport) = await node.ConnectAsync("user_123");
        var (_, guest) = await node.ConnectAsync(null);
        await node.JoinAsync(connection, Room);

        await PublishAllAsync(node);
        await node.FenceAsync();

        Assert.Equal(truth.Positions(_ => true), transport.Positions);
        Assert.Equal(truth.Positions(entry => entry.Target.Kind == EventTargetKind.Everyone), guest.Positions);
        Assert.Equal(Publishers * EventsEach, transport.Sent.Count);
    }

    private static Task<DeliveryNode> StartAsync() => DeliveryNode.StartAsync(null, options => options.EventLog.MaximumReplay = 100_000);

    private static Task PublishAllAsync(DeliveryNode node) => Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < EventsEach; i++)
        {
            var (target, name) = (i % 4) switch
            {
                0 or 1 => (EventTarget.Room(Room), "room"),
                2 => (EventTarget.User("user_123"), "user"),
                _ => (EventTarget.Everyone, "all"),
            };
            await node.PublishAsync(target, name);
            if (i % 10 == 0)
            {
                await Task.Yield();
            }
        }
    })));

    private static async Task<RecordingTransport> JoinAgainAndAgainAsync(DeliveryNode node, Random random, Counter joins, Task revoking)
    {
        var (connection, transport) = await node.ConnectAsync("user_123");
        while (!revoking.IsCompleted)
        {
            try
            {
                await node.JoinAsync(connection, Room, random.Next(2) == 0 ? null : node.Ids.ToText(random.NextInt64(node.Log.LastPosition + 1)));
                joins.Add();
            }
            catch (RealtimeException refusal) when (refusal.Code == RealtimeErrorCodes.Forbidden)
            {
                await Task.Yield();
            }
        }

        return transport;
    }

    // One customer: connects, joins from where it was, reads for a while, loses the connection, and so on.
    private static async Task<List<long>> ComeAndGoAsync(DeliveryNode node, Random random, Task publishing)
    {
        List<long> seen = [];
        for (var isLast = false; !isLast;)
        {
            isLast = publishing.IsCompleted;
            var (connection, transport) = await node.ConnectAsync("user_123");
            Assert.True(await node.JoinAsync(connection, Room, node.Ids.ToText(seen.Count == 0 ? 0 : seen[^1])));
            for (var patience = random.Next(50); patience > 0; patience--)
            {
                await Task.Yield();
            }

            if (random.Next(3) == 0)
            {
                // Catching up again in mid-stream brings nothing twice.
                Assert.True(await node.JoinAsync(connection, Room, node.Ids.ToText(seen.Count == 0 ? 0 : seen[^1])));
            }

            if (isLast)
            {
                await node.FenceAsync();
            }

            await node.Lifetime.ReleaseAsync(connection);
            seen.AddRange(transport.Sent.Where(one => one.Name == "room").Select(one => one.Position));
        }

        return seen;
    }

    private static async Task<Truth> RecordAsync(DeliveryNode node)
    {
        var truth = new Truth();
        await node.Log.TailAsync(truth, Cancellation);
        return truth;
    }

    private static void AssertRising(IEnumerable<long> positions, int seed)
    {
        var last = 0L;
        foreach (var position in positions)
        {
            Assert.True(position > last, $"seed {seed}: {position} after {last}");
            last = position;
        }
    }

    private static string FirstDifference(long[] expected, List<long> seen)
    {
        var index = expected.Zip(seen).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{index}: {string.Join(' ', expected.Skip(index).Take(5))} / {string.Join(' ', seen.Skip(index).Take(5))}";
    }

    /// <summary>Counts for others to wait for.</summary>
    private sealed class Counter
    {
        private int _count;

        public void Add() => Interlocked.Increment(ref _count);

        public async Task MoreAsync(int more)
        {
            for (var before = Volatile.Read(ref _count); Volatile.Read(ref _count) < before + more;)
            {
                Cancellation.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    /// <summary>The log as its own observer sees it.</summary>
    private sealed class Truth : IEventLogObserver
    {
        private readonly ConcurrentQueue<EventEntry> _entries = new();
        private long _lastRevoke;

        public long LastRevoke => Volatile.Read(ref _lastRevoke);

        public void OnEntry(in EventEntry entry)
        {
            _entries.Enqueue(entry);
            if (entry.Event.Kind == EventKind.Revoke)
            {
                Volatile.Write(ref _lastRevoke, entry.Position);
            }
        }

        public long[] Positions(Func<RealtimeEvent, bool> isMeant) =>
            [.. _entries.Where(entry => entry.Event.Kind == EventKind.Event && isMeant(entry.Event)).Select(entry => entry.Position)];
    }
}
