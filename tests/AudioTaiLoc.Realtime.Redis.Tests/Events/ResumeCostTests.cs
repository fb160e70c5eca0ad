using System.Diagnostics;
using System.Globalization;
using System.Text;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using AudioTaiLoc.Realtime.Specifications;

namespace AudioTaiLoc.Realtime.Redis.Tests.Events;

/// <summary>
/// What it costs to catch up, as the log grows: exact at any size, and with <c>-showLiveOutput</c> the times are printed.
/// <c>AUDIOTAILOC_LOG_ENTRIES=1000000</c> makes the table in docs/many-nodes.md, with <c>AUDIOTAILOC_SHARDS=3</c> that of three shards.
/// </summary>
public sealed class ResumeCostTests(RedisServer server)
{
    private const int Rooms = 1000;
    private const int Missed = 100;
    private const int Runs = 300;

    private static readonly int Entries = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_LOG_ENTRIES") ?? "1000", CultureInfo.InvariantCulture);

    private static readonly int Shards = int.Parse(Environment.GetEnvironmentVariable("AUDIOTAILOC_SHARDS") ?? "1", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Catching_up_gives_exactly_what_was_missed_however_much_is_stored()
    {
        var prefix = RedisNode.NewPrefix();
        await using var node = await RedisNode.StartAsync(server, prefix, Configure);
        await using var other = await RedisNode.StartAsync(server, prefix, Configure);
        var arrivals = new RecordingObserver();
        await using var tail = await other.Log.TailAsync(arrivals, Cancellation);
        long stored = 0;
        for (var size = 1_000; size <= Entries; size *= 10)
        {
            var filling = Stopwatch.GetTimestamp();
            var count = size - stored;
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Cancellation }, async (i, _) =>
                await AppendAsync(node, $"order:{i % Rooms}"));
            stored = size;
            var perSecond = count / Stopwatch.GetElapsedTime(filling).TotalSeconds;

            var room = $"order:missed-{size}";
            var after = node.Log.LastPosition;
            for (var i = 0; i < Missed; i++)
            {
                await AppendAsync(node, room);
                await AppendAsync(node, "order:0");
            }

            stored += 2 * Missed;
            await arrivals.NextAsync((int)count + (2 * Missed));
            var resume = await TimeAsync(async () =>
            {
                var history = await node.Log.ReadAsync(new([EventTarget.Room(room), EventTarget.User("user_123"), EventTarget.Everyone], after, long.MaxValue, 10_000), Cancellation);
                Assert.Equal(Missed, history.Entries.Count);
            });
            var nothing = await TimeAsync(async () =>
                Assert.Empty((await node.Log.ReadAsync(new([EventTarget.Room("order:none")], after, long.MaxValue, 10_000), Cancellation)).Entries));
            var append = await TimeAsync(async () => await AppendAsync(node, "order:1"));
            await arrivals.NextAsync(Runs);
            var across = await TimeAsync(async () =>
            {
                await AppendAsync(node, "order:1");
                await arrivals.NextAsync();
            });
            stored += 2 * Runs;
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size:N0} | {resume} | {nothing} | {append} | {across} | {perSecond:N0} |"));
        }
    }

    private static void Configure(RedisRealtimeOptions options)
    {
        options.MaximumEntries = 10_000_000;
        options.Shards = Shards;
    }

    private static async Task<string> TimeAsync(Func<Task> action)
    {
        var times = new List<double>(Runs);
        for (var i = 0; i < Runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times[Runs / 2]:0.00} / {times[Runs * 99 / 100]:0.00}");
    }

    private static ValueTask<long> AppendAsync(RedisNode node, string room) => node.Log.AppendAsync(
        new(EventKind.Event, EventTarget.Room(room), "order:updated", Encoding.UTF8.GetBytes("""{"orderId":"order_123","status":"shipped","data":{"total":299.99,"itemCount":2},"timestamp":"2024-01-15T10:30:00Z"}""")),
        Cancellation);
}
