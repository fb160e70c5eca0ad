using System.Net;
using System.Net.Sockets;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Hosting;

namespace AudioTaiLoc.Realtime.FunctionalTests.SlowConsumers;

/// <summary>One client that does not read, in a room with many that do.</summary>
public sealed class SlowConsumerTests
{
    private const string Room = "product:prod_123";
    private const string EventName = "tick";
    private const int Readers = 200;
    private const int MaximumQueuedBytes = 64 * 1024;

    // A batch stays below the bound, so that a reader on a busy machine is never a slow one; all batches are far above it.
    private const int BatchSize = 8;
    private const int Batches = 25;
    private const int Events = BatchSize * Batches;

    private static readonly string Padding = new('x', 4096);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_read_is_closed_and_nobody_else_notices()
    {
        await using var host = await StartAsync();
        var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(i => JoinAsync(host, $"reader_{i}")));
        await using var slow = await RawSignalRClient.ConnectAsync(host, host.Token("user_123"));
        Assert.True((await slow.CallAsync("inventory:subscribe", new { productId = "prod_123" })).GetProperty("success").GetBoolean());
        await PublishAsync(host, -1);
        var since = (await slow.NextAsync(EventName))!.Value.GetProperty("eventId").GetString();
        await ReadAsync(readers, -1, 1);

        // From here on the slow client's socket is left unread, to the end of all publishing.
        for (var batch = 0; batch < Batches; batch++)
        {
            for (var i = 0; i < BatchSize; i++)
            {
                await PublishAsync(host, (batch * BatchSize) + i);
            }

            await ReadAsync(readers, batch * BatchSize, BatchSize);
        }

        Assert.Equal(1, host.Realtime.GetRealtimeStats().ClosedByCode[RealtimeErrorCodes.SlowConsumer]);
        Assert.Single(
            host.Log.Lines,
            line => line.EventName == "ClosedByServer" && line.Message.Contains(RealtimeErrorCodes.SlowConsumer, StringComparison.Ordinal));
        var got = await ReadToEndAsync(slow);
        Assert.Equal(Enumerable.Range(0, got.Count), got);
        Assert.InRange(got.Count, 0, Events - 1);

        // Its way back: everything it missed, far more than may be queued, once and in order, and then what is new.
        await using var back = await SignalRTestClient.ConnectAsync(host, host.Token("user_123"), events: EventName);
        var ack = await back.CallAsync("inventory:subscribe", new { productId = "prod_123", since });
        Assert.True(ack.GetProperty("recovered").GetBoolean());
        await PublishAsync(host, Events);
        await ReadAsync([back, .. readers], Events, 1, first: (back, 0));
        Assert.DoesNotContain(await back.DrainAsync(), received => received.Name == EventName);
        Assert.Equal(1, host.Realtime.GetRealtimeStats().ClosedByCode[RealtimeErrorCodes.SlowConsumer]);

        await Task.WhenAll(readers.Select(reader => reader.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task One_that_reads_late_but_within_the_bound_is_left_alone()
    {
        await using var host = await StartAsync();
        await using var late = await RawSignalRClient.ConnectAsync(host, host.Token("user_123"));
        await late.CallAsync("inventory:subscribe", new { productId = "prod_123" });
        await using var reader = await JoinAsync(host, "reader");
        for (var i = 0; i < BatchSize; i++)
        {
            await PublishAsync(host, i);
        }

        await ReadAsync([reader], 0, BatchSize);

        for (var i = 0; i < BatchSize; i++)
        {
            Assert.Equal(i, (await late.NextAsync(EventName))!.Value.GetProperty("n").GetInt32());
        }

        Assert.Empty(host.Realtime.GetRealtimeStats().ClosedByCode);
    }

    // The server's socket buffers would take megabytes before anything waits; an accepted socket has its listener's size.
    private static Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(
        options =>
        {
            options.MaximumQueuedBytes = MaximumQueuedBytes;
            options.Presence.Audience = PresenceAudience.Nobody;
        },
        builder => builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Listen));

    private static Socket Listen(EndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 16 * 1024 };
        socket.Bind(endpoint);
        return socket;
    }

    private static async Task<SignalRTestClient> JoinAsync(RealtimeHost host, string userId)
    {
        var client = await SignalRTestClient.ConnectAsync(host, host.Token(userId), events: EventName);
        Assert.True((await client.CallAsync("inventory:subscribe", new { productId = "prod_123" })).GetProperty("success").GetBoolean());
        return client;
    }

    private static Task PublishAsync(RealtimeHost host, int n) =>
        host.Realtime.SendEventToRoomAsync(Room, EventName, new { n, Padding }, Cancellation);

    private static Task ReadAsync(
        IEnumerable<SignalRTestClient> clients, int from, int count, (SignalRTestClient? Client, int From) first = default) =>
        Task.WhenAll(clients.Select(async client =>
        {
            var start = client == first.Client ? first.From : from;
            for (var n = start; n < from + count; n++)
            {
                Assert.Equal(n, (await client.NextAsync(EventName)).GetProperty("n").GetInt32());
            }
        }));

    private static async Task<List<int>> ReadToEndAsync(RawSignalRClient client)
    {
        List<int> numbers = [];
        while (await client.NextAsync(EventName) is { } payload)
        {
            numbers.Add(payload.GetProperty("n").GetInt32());
        }

        return numbers;
    }
}
