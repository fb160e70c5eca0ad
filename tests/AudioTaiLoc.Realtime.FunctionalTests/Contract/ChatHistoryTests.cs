using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Section 2: <c>chat:history</c>.</summary>
public class ChatHistoryTests : ChatContractTests
{
    [Theory]
    [EveryWire]
    public async Task A_message_in_the_history_has_the_fields_of_the_event(Wire wire)
    {
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        JsonShape.Matches("""{"success":true,"messages":[],"hasMore":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0}]}""", await client.CallAsync("chat:history", new { conversationId = "conv_789" }));

        await client.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi", clientMessageId = "c-1" });
        JsonShape.Matches(
            """
            {"success":true,"hasMore":false,"messages":[{"id":"<id>","conversationId":"conv_789","userId":"user_123","email":"user_123@example.com",
             "message":"Hi","timestamp":"<time>","sequence":1,"clientMessageId":"c-1"}],
             "receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0}]}
            """,
            await client.CallAsync("chat:history", new { conversationId = "conv_789" }));
    }

    [Theory]
    [EveryWire]
    public async Task Pages_go_both_ways_the_oldest_first(Wire wire)
    {
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        for (var i = 1; i <= 120; i++)
        {
            (await client.CallAsync("chat:message", new { conversationId = "conv_789", message = $"{i}" })).IsDone();
        }

        // Without a bound: the newest 50.
        await ShowsAsync(client, new { conversationId = "conv_789" }, 71, 120, hasMore: true);
        await ShowsAsync(client, new { conversationId = "conv_789", before = (long?)null, after = (long?)null, limit = (int?)null }, 71, 120, hasMore: true);
        await ShowsAsync(client, new { conversationId = "conv_789", limit = 100 }, 21, 120, hasMore: true);

        // Back from where the client is.
        await ShowsAsync(client, new { conversationId = "conv_789", before = 71 }, 21, 70, hasMore: true);
        await ShowsAsync(client, new { conversationId = "conv_789", before = 21 }, 1, 20, hasMore: false);
        await ShowsAsync(client, new { conversationId = "conv_789", before = 3, limit = 1 }, 2, 2, hasMore: true);
        await ShowsAsync(client, new { conversationId = "conv_789", before = 2, limit = 1 }, 1, 1, hasMore: false);
        await ShowsAsync(client, new { conversationId = "conv_789", before = 1 }, 1, 0, hasMore: false);

        // Forward from where it is.
        await ShowsAsync(client, new { conversationId = "conv_789", after = 0, limit = 100 }, 1, 100, hasMore: true);
        await ShowsAsync(client, new { conversationId = "conv_789", after = 100, limit = 20 }, 101, 120, hasMore: false);
        await ShowsAsync(client, new { conversationId = "conv_789", after = 120 }, 1, 0, hasMore: false);

        // Between two.
        await ShowsAsync(client, new { conversationId = "conv_789", after = 10, before = 14 }, 11, 13, hasMore: false);
    }

    private static async Task ShowsAsync(IWireClient client, object request, int first, int last, bool hasMore)
    {
        var page = (await client.CallAsync("chat:history", request)).IsDone();
        Assert.Equal(
            Enumerable.Range(first, last - first + 1),
            page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("sequence").GetInt32()));
        Assert.All(page.GetProperty("messages").EnumerateArray(), message => Assert.Equal(message.GetProperty("sequence").GetRawText(), message.Text("message")));
        Assert.Equal(hasMore, page.GetProperty("hasMore").GetBoolean());
    }

    private async Task<RealtimeHost> StartAsync()
    {
        var host = await StartHostAsync();
        await host.Conversations.CreateAsync("conv_789", null, ["user_123"], TestContext.Current.CancellationToken);
        return host;
    }
}
