using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure.Raw;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>Clients that move from polling to WebSocket while both sides talk.</summary>
public sealed class UpgradeTests
{
    private const int Clients = 30;
    private const int Burst = 40;

    [Fact]
    public async Task Thirty_upgrades_in_a_burst_lose_and_reorder_nothing()
    {
        var cancellation = TestContext.Current.CancellationToken;
        // The clients share one process, which may fall behind for longer than a customer's browser.
        await using var host = await RealtimeHost.StartAsync(options => options.MaximumQueuedBytes = 64 * 1024 * 1024);
        using var calls = new HandledCalls(host);
        await host.Access.GrantAsync("order:busy", "user_123", cancellationToken: cancellation);
        for (var i = 0; i < Clients; i++)
        {
            await host.Conversations.CreateAsync($"conv_{i}", null, ["user_123"], cancellation);
        }

        // What this one receives paces the publishing.
        using var http = new HttpClient();
        using var pacer = await RawSocketIoClient.ConnectAsync(
            http, host.Url, RawTransportKind.WebSocket, new { token = host.Token("pacer") });
        await using var node = new UpgradingClients();
        var token = host.Token("user_123");
        await node.CommandAsync(
            "connect",
            ("burst", Burst),
            ("clients", Enumerable.Range(0, Clients).Select(i => new { url = host.RealtimeUrl, token, orderId = "busy", conversationId = $"conv_{i}" })));

        // Events flow from before the first subscription until after the last upgrade.
        var upgrades = node.NextAsync("upgradedAll");
        var subscriptions = calls.ReachAsync("order:subscribe", Clients);
        var published = 0;
        while (!upgrades.IsCompleted || !subscriptions.IsCompleted)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("busy", $"{published++}", cancellationToken: cancellation);
            await host.Realtime.NotifyUserAsync("pacer", new UserNotification { Type = "next", Message = "Next." }, cancellation);
            await pacer.NextAsync("notification:message");
        }

        await upgrades;
        await subscriptions;
        await calls.ReachAsync("chat:message", Clients * Burst * 3);
        await host.Realtime.NotifyOrderStatusChangeAsync("busy", "end", cancellationToken: cancellation);
        await node.NextAsync("ended");
        await node.CommandAsync("report");
        var report = (await node.NextAsync("report")).GetProperty("clients");

        Assert.Equal(Clients, report.GetArrayLength());
        foreach (var client in report.EnumerateArray())
        {
            Assert.Equal("websocket", client.GetProperty("transport").GetString());
            // From wherever its subscription took effect: all that follow, each once.
            int[] statuses = [.. client.GetProperty("statuses").EnumerateArray().Select(status => status.GetInt32())];
            Assert.NotEmpty(statuses);
            Assert.Equal(Enumerable.Range(statuses[0], published - statuses[0]), statuses);

            Assert.Equal(Burst * 3, client.GetProperty("sent").GetInt32());
            Assert.Equal(
                Enumerable.Range(0, Burst * 3).Select(i => ($"{i}", i + 1)),
                client.GetProperty("sequences").EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetInt32())));
        }
    }

    private sealed class UpgradingClients() : NodeClient("upgrading-clients.mjs");
}
