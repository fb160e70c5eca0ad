using System.Globalization;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>A stock client whose network is cut: what it finds when it is back.</summary>
public sealed class RecoveryTests
{
    private static readonly string[] Heard = ["order:updated", "booking:updated", "notification:message", "maintenance"];

    public static TheoryData<string> Transports => ["websocket", "polling"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task It_gets_exactly_its_own_in_order_and_is_still_in_its_rooms(string transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = new SocketIoNodeClient();
        // It comes back when the test says so, not before.
        var first = await client.ConnectAsync(
            host.RealtimeUrl, new { token = host.Token("user_123") }, [transport], options: new { reconnection = false });
        Assert.False(first.GetProperty("recovered").GetBoolean());
        await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" });
        await client.EmitWithAckAsync("booking:subscribe", new { bookingId = "booking_456" });
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "0", cancellationToken: cancellation);
        await client.NextEventAsync("order:updated");

        await client.CloseEngineAsync(abrupt: true);
        await client.DisconnectedAsync();
        for (var i = 0; i < 1000; i++)
        {
            await PublishAsync(host, i, cancellation);
            await host.Realtime.NotifyOrderStatusChangeAsync("order_456", $"{i}", "user_456", cancellationToken: cancellation);
        }

        var again = await client.ConnectAgainAsync();
        Assert.True(again.GetProperty("recovered").GetBoolean());
        Assert.Equal(first.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        for (var i = 1000; i < 1010; i++)
        {
            await PublishAsync(host, i, cancellation);
        }

        await host.Realtime.BroadcastToAllAsync("end", cancellationToken: cancellation);
        await client.NextEventAsync("end");
        var received = client.UnreadEvents().Where(unread => !unread.Name.StartsWith("user:", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(0, 1010).Select(i => (Heard[i % Heard.Length], i)), received.Select(unread => (unread.Name, NumberOf(unread.Args[0]))));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task More_missed_bytes_than_may_be_queued_still_come(string transport)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumQueuedBytes = 16 * 1024);
        await host.SeedAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") }, [transport], options: new { reconnection = false });
        await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" });

        await client.CloseEngineAsync(abrupt: true);
        await client.DisconnectedAsync();
        var data = new { note = new string('x', 4096) };
        for (var i = 0; i < 100; i++)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", data: data, cancellationToken: cancellation);
        }

        Assert.True((await client.ConnectAgainAsync()).GetProperty("recovered").GetBoolean());
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", (await client.NextEventAsync("order:updated")).Args[0].GetProperty("status").GetString());
        }

        Assert.True((await client.EmitWithAckAsync("ping")).Result.GetProperty("success").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Its_own_chat_messages_are_not_replayed(string transport)
    {
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var writer = new SocketIoNodeClient();
        await writer.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") }, [transport], options: new { reconnection = false });
        await writer.EmitWithAckAsync("chat:subscribe", new { conversationId = "conv_789" });
        await using var other = new SocketIoNodeClient();
        await other.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_456") });

        await SayAsync(writer, "mine");
        await writer.CloseEngineAsync(abrupt: true);
        await writer.DisconnectedAsync();
        await SayAsync(other, "yours");
        Assert.True((await writer.ConnectAgainAsync()).GetProperty("recovered").GetBoolean());
        await SayAsync(writer, "mine again");
        await SayAsync(other, "yours again");

        Assert.Equal("yours", (await writer.NextEventAsync("chat:message")).Args[0].GetProperty("message").GetString());
        Assert.Equal("yours again", (await writer.NextEventAsync("chat:message")).Args[0].GetProperty("message").GetString());
        Assert.DoesNotContain(writer.UnreadEvents(), unread => unread.Name == "chat:message");
    }

    [Fact]
    public async Task A_client_that_comes_back_by_itself_recovers_too()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await RealtimeHost.StartAsync();
        await host.SeedAsync();
        await using var client = new SocketIoNodeClient();
        await client.ConnectAsync(host.RealtimeUrl, new { token = host.Token("user_123") });
        await client.EmitWithAckAsync("order:subscribe", new { orderId = "order_123" });
        for (var round = 0; round < 5; round++)
        {
            // A stock client that is closed while it upgrades keeps what the last GET brought without noting its offset, and
            // shows it, and what is replayed for it, after the next CONNECT.
            await client.NextAsync("upgraded");
            await client.CloseEngineAsync(abrupt: round % 2 == 0);
            for (var i = 0; i < 50; i++)
            {
                await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{round} {i}", cancellationToken: cancellation);
            }

            Assert.True((await client.ReconnectedAsync()).GetProperty("recovered").GetBoolean());
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal($"{round} {i}", (await client.NextEventAsync("order:updated")).Args[0].GetProperty("status").GetString());
            }
        }
    }

    private static async Task SayAsync(SocketIoNodeClient client, string message) =>
        Assert.True((await client.EmitWithAckAsync("chat:message", new { conversationId = "conv_789", message })).Result.GetProperty("success").GetBoolean());

    private static Task PublishAsync(RealtimeHost host, int number, CancellationToken cancellation) => (number % Heard.Length) switch
    {
        0 => host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{number}", cancellationToken: cancellation),
        1 => host.Realtime.NotifyBookingStatusChangeAsync("booking_456", $"{number}", cancellationToken: cancellation),
        2 => host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "news", Message = $"{number}" }, cancellation),
        _ => host.Realtime.BroadcastToAllAsync("maintenance", new { message = $"{number}" }, cancellation),
    };

    private static int NumberOf(JsonElement payload) =>
        int.Parse((payload.TryGetProperty("status", out var status) ? status : payload.GetProperty("message")).GetString()!, CultureInfo.InvariantCulture);
}
