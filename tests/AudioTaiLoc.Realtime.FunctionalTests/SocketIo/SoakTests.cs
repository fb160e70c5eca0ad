using System.Collections.Concurrent;
using System.Globalization;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>
/// Clients that connect, are cut, leave, vanish and come back at random, over all transports of both wires, while events flow.
/// <c>AUDIOTAILOC_SOAK_CONNECTS</c> says how often; the seed of a run that fails is in its report.
/// </summary>
[Collection(Alone.Name)]
public sealed class SoakTests
{
    // Enough to compile the code, fill the log's ring and the inboxes, and bring every pool to its size.
    private const int WarmUpConnects = 1_000;
    private const int LogEntries = 20_000;

    // Fifty bytes for each of 10,000 connects: nothing that is kept per connection is so small.
    private const long HeapTolerance = 512 * 1024;

    private static readonly int Connects = int.Parse(
        Environment.GetEnvironmentVariable("AUDIOTAILOC_SOAK_CONNECTS") ?? "500", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_is_lost_repeated_or_out_of_order_and_the_heap_returns_to_where_it_began()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(
            options =>
            {
                options.PingInterval = TimeSpan.FromSeconds(1);
                options.EventLog.MaximumEntries = LogEntries;
                options.EventLog.MaximumReplay = LogEntries;
                options.EventLog.MaximumBytes = SoakRest.LogBytes;
                options.Notifications.InboxSize = 10;
            },
            builder =>
            {
                builder.Logging.ClearProviders();
                SessionStoreWatch.Register(builder);
            });
        using var connections = new KestrelConnections(host);
        var presence = await PresenceLedger.StartAsync(host);
        var rest = new SoakRest(host, presence, connections);
        var shop = new SoakShop(host);
        await shop.OpenAsync();
        for (var i = 0; i < LogEntries; i++)
        {
            await host.Realtime.BroadcastToAllAsync("soak:filler", new { key = "filler", number = i }, cancellation);
        }

        var faults = new ConcurrentQueue<string>();
        var seed = Environment.TickCount;
        var heapCold = await rest.MeasureAsync();
        await SoakRun.RunAsync(host, shop, faults, seed, WarmUpConnects);
        var heapBefore = await rest.MeasureAsync();
        var publishedBefore = shop.Published;
        var run = await SoakRun.RunAsync(host, shop, faults, seed + WarmUpConnects, Connects);
        var heapAfter = await rest.MeasureAsync();
        var stats = host.Realtime.GetRealtimeStats();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seed {seed}: {run.Connects} connects ({run.HubConnects} of SignalR), {run.Recoveries} recoveries, " +
            $"{shop.Published - publishedBefore} events published, {run.Received} received, {faults.Count} faults.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Heap: cold {heapCold:n0}, warm {heapBefore:n0}, after {heapAfter:n0} bytes ({heapAfter - heapBefore:+#,0;-#,0;0}).");

        Assert.Empty(faults);
        Assert.Empty(presence.Faults);
        Assert.True(run.Received > Connects, "Too little flowed to show anything.");
        Assert.True(run.Recoveries > Connects / 4, "Too few recovered to show anything.");
        Assert.True(run.HubConnects > Connects / 20, "Too few SignalR clients came to show anything.");
        Assert.Equal((0, 0, 0), (stats.Connections, stats.ConnectedUsers, stats.Rooms));
        Assert.Empty(await host.Services.GetRequiredService<IPresenceStore>().ListAsync(cancellation));
        Assert.Equal(0, SessionStoreWatch.Of(host).KeptCount);
        Assert.True(heapAfter <= heapBefore + HeapTolerance, $"The heap grew from {heapBefore:n0} to {heapAfter:n0} bytes.");
    }
}
