using System.Collections.Concurrent;
using System.Globalization;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>
/// Clients that connect, are cut, leave, vanish and come back at random, over all transports, while events flow.
/// <c>AUDIOTAILOC_SOAK_CONNECTS</c> says how often; the seed of a run that fails is in its report.
/// </summary>
[Collection(Alone.Name)]
public sealed class SoakTests
{
    private const int Clients = 32;
    private const int LogEntries = 20_000;

    private static readonly int Connects = int.Parse(
        Environment.GetEnvironmentVariable("AUDIOTAILOC_SOAK_CONNECTS") ?? "500", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_is_lost_repeated_or_out_of_order_and_nothing_is_left_behind()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(
            options =>
            {
                options.PingInterval = TimeSpan.FromSeconds(1);
                options.EventLog.MaximumEntries = LogEntries;
                options.EventLog.MaximumReplay = LogEntries;
            },
            builder =>
            {
                builder.Logging.ClearProviders();
                SessionStoreWatch.Register(builder);
            });
        using var handler = new SocketsHttpHandler { UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var presence = await PresenceLedger.StartAsync(host);
        var shop = new SoakShop(host);
        await shop.OpenAsync();
        for (var i = 0; i < LogEntries; i++)
        {
            await host.Realtime.BroadcastToAllAsync("soak:filler", new { key = "filler", number = i }, cancellation);
        }

        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        var faults = new ConcurrentQueue<string>();
        var seed = Environment.TickCount;
        SoakClient[] clients = [.. Enumerable.Range(0, Clients).Select(i => new SoakClient(host, http, i, seed + i, faults))];
        // What this one receives paces the publishing: flooded, clients would be closed as slow consumers, or find the log too short.
        using (var pacer = await RawSocketIoClient.ConnectAsync(http, host.Url, RawTransportKind.WebSocket, new { token = host.Token("pacer") }))
        {
            var visiting = VisitAsync(clients);
            while (!visiting.IsCompleted)
            {
                await shop.PublishAsync();
                await host.Realtime.NotifyUserAsync("pacer", new UserNotification { Type = "soak", Message = "Next." }, cancellation);
                await pacer.NextAsync("notification:message");
            }

            await visiting;
            await Task.WhenAll(clients.Select(client => client.FinishAsync(shop)));
            await pacer.LeaveAsync();
        }

        await presence.EmptyAsync();
        var stats = host.Realtime.GetRealtimeStats();
        var received = clients.Sum(client => client.ReceivedCount);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seed {seed}: {clients.Sum(client => client.Connects)} connects, {clients.Sum(client => client.Recoveries)} recoveries, " +
            $"{shop.Published} events published, {received} received, {faults.Count} faults.");

        Assert.Empty(faults);
        Assert.Empty(presence.Faults);
        Assert.True(received > Connects, "Too little flowed to show anything.");
        Assert.True(clients.Sum(client => client.Recoveries) > Connects / 4, "Too few recovered to show anything.");
        Assert.Equal((0, 0, 0), (stats.Connections, stats.ConnectedUsers, stats.Rooms));
        Assert.Empty(await host.Services.GetRequiredService<IPresenceStore>().ListAsync(cancellation));
        Assert.Equal(0, SessionStoreWatch.Of(host).KeptCount);
        var heapAfter = GC.GetTotalMemory(forceFullCollection: true);
        TestContext.Current.TestOutputHelper?.WriteLine($"Heap before {heapBefore:n0}, after {heapAfter:n0} bytes.");
        Assert.True(heapAfter < (heapBefore * 2) + (16 * 1024 * 1024), $"The heap grew from {heapBefore:n0} to {heapAfter:n0} bytes.");
    }

    private static Task VisitAsync(SoakClient[] clients)
    {
        var begun = 0;
        return Task.WhenAll(clients.Select(async client =>
        {
            while (Interlocked.Increment(ref begun) <= Connects)
            {
                await client.VisitAsync();
            }
        }));
    }
}
