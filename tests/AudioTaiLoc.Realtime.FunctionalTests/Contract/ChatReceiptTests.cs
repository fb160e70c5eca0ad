using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 2 and 3: <c>chat:read</c>, <c>chat:delivered</c> and <c>chat:typing</c>.</summary>
public class ChatReceiptTests : ChatContractTests
{
    [Theory]
    [EveryWire]
    public async Task Reading_moves_the_mark_forward_and_tells_the_room(Wire wire)
    {
        await using var host = await StartAsync();
        await using var author = await SubscribeAsync(host, wire, "user_123");
        await using var reader = await SubscribeAsync(host, wire, "user_456");
        var ids = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            ids.Add((await author.CallAsync("chat:message", new { conversationId = "conv_789", message = $"{i}" })).Text("id"));
        }

        Assert.Equal(3, await UnreadAsync(reader));
        Assert.Equal(0, await UnreadAsync(author));
        JsonShape.Matches("""{"success":true,"unreadCount":1}""", await reader.CallAsync("chat:read", new { conversationId = "conv_789", messageId = ids[1] }));
        foreach (var member in new[] { author, reader })
        {
            var read = await member.NextAsync("chat:read");
            JsonShape.Matches("""{"conversationId":"conv_789","userId":"user_456","messageId":"<id>","timestamp":"<time>","eventId":"<eventId>"}""", read);
            Assert.Equal(ids[1], read.Text("messageId"));
        }

        // A mark never goes back, and what does not move is not told.
        JsonShape.Matches("""{"success":true,"unreadCount":1}""", await reader.CallAsync("chat:read", new { conversationId = "conv_789", messageId = ids[0] }));
        Assert.DoesNotContain(await author.DrainAsync(), one => one.Name == "chat:read");
        Assert.Equal(1, await UnreadAsync(reader));
        JsonShape.Matches("""{"success":true,"unreadCount":0}""", await reader.CallAsync("chat:read", new { conversationId = "conv_789", messageId = ids[2] }));
        Assert.Equal(0, await UnreadAsync(reader));
    }

    [Theory]
    [EveryWire]
    public async Task A_message_of_another_conversation_cannot_be_read_here(Wire wire)
    {
        await using var host = await StartAsync();
        await host.Conversations.CreateAsync("conv_2", null, ["user_123"], TestContext.Current.CancellationToken);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        var messageId = (await client.CallAsync("chat:message", new { conversationId = "conv_2", message = "Hi" })).Text("id");
        (await client.CallAsync("chat:read", new { conversationId = "conv_789", messageId })).IsRefused("not_found");
    }

    [Theory]
    [EveryWire]
    public async Task Delivery_is_told_to_the_room_once(Wire wire)
    {
        await using var host = await StartAsync();
        await using var author = await SubscribeAsync(host, wire, "user_123");
        await using var reader = await SubscribeAsync(host, wire, "user_456");
        var messageId = (await author.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi" })).Text("id");

        JsonShape.Matches("""{"success":true,"timestamp":"<time>"}""", await reader.CallAsync("chat:delivered", new { messageId }));
        foreach (var member in new[] { author, reader })
        {
            var delivered = await member.NextAsync("chat:delivered");
            JsonShape.Matches("""{"conversationId":"conv_789","userId":"user_456","messageId":"<id>","timestamp":"<time>","eventId":"<eventId>"}""", delivered);
            Assert.Equal(messageId, delivered.Text("messageId"));
        }

        JsonShape.Matches("""{"success":true,"timestamp":"<time>"}""", await reader.CallAsync("chat:delivered", new { messageId }));
        Assert.DoesNotContain(await author.DrainAsync(), one => one.Name == "chat:delivered");
        Assert.Equal(1, await UnreadAsync(reader));
    }

    [Theory]
    [EveryWire]
    public async Task Who_comes_back_to_a_page_sees_how_far_the_others_are(Wire wire)
    {
        await using var host = await StartAsync();
        await using var author = await SubscribeAsync(host, wire, "user_123");
        await using var reader = await host.ConnectUserAsync(wire, "user_456");
        var ids = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            ids.Add((await author.CallAsync("chat:message", new { conversationId = "conv_789", message = $"{i}" })).Text("id"));
        }

        await SeesAsync("""[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}]""");
        await reader.CallAsync("chat:delivered", new { messageId = ids[1] });
        await SeesAsync("""[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":2,"readSequence":0}]""");

        // Reading one marks all before it, and as delivered too; a mark never goes back.
        await reader.CallAsync("chat:read", new { conversationId = "conv_789", messageId = ids[2] });
        await reader.CallAsync("chat:read", new { conversationId = "conv_789", messageId = ids[0] });
        await reader.CallAsync("chat:delivered", new { messageId = ids[0] });
        const string read = """[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":3,"readSequence":3}]""";
        await SeesAsync(read);
        foreach (var call in new[] { "chat:close", "chat:reopen" })
        {
            JsonShape.Matches(read, (await author.CallAsync(call, new { conversationId = "conv_789" })).GetProperty("conversation").GetProperty("receipts"));
            JsonShape.Matches(read, (await author.NextAsync("chat:conversation")).GetProperty("receipts"));
        }

        // Who is removed leaves the receipts; who comes back has read what was read.
        JsonShape.Matches(
            """[{"userId":"user_123","deliveredSequence":0,"readSequence":0}]""",
            (await author.CallAsync("chat:participants", new { conversationId = "conv_789", remove = new[] { "user_456" } })).GetProperty("conversation").GetProperty("receipts"));
        await SeesAsync("""[{"userId":"user_123","deliveredSequence":0,"readSequence":0}]""");
        await author.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "user_456" } });
        await SeesAsync(read);

        async Task SeesAsync(string receipts)
        {
            var listed = (await author.CallAsync("chat:conversations")).GetProperty("conversations")[0];
            JsonShape.Matches(receipts, listed.GetProperty("receipts"));
            foreach (var limit in new[] { 1, 50 })
            {
                JsonShape.Matches(receipts, (await author.CallAsync("chat:history", new { conversationId = "conv_789", limit })).GetProperty("receipts"));
            }
        }
    }

    [Theory]
    [EveryWire]
    public async Task Typing_is_seen_by_the_others_and_not_by_the_connection_that_types(Wire wire)
    {
        await using var host = await StartAsync();
        await using var typist = await SubscribeAsync(host, wire, "user_123");
        await using var otherDevice = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        foreach (var isTyping in new[] { true, false })
        {
            JsonShape.Matches("""{"success":true}""", await typist.CallAsync("chat:typing", new { conversationId = "conv_789", isTyping }));
            foreach (var member in new[] { other, otherDevice })
            {
                JsonShape.Matches(
                    $$"""{"conversationId":"conv_789","userId":"user_123","isTyping":{{(isTyping ? "true" : "false")}}}""", await member.NextAsync("chat:typing"));
            }
        }

        Assert.DoesNotContain(await typist.DrainAsync(), one => one.Name == "chat:typing");
    }

    [Theory]
    [EveryWire]
    public async Task Typing_ends_by_itself_after_six_seconds(Wire wire)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        await using var typist = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        await typist.CallAsync("chat:typing", new { conversationId = "conv_789", isTyping = true });
        Assert.True((await other.NextAsync("chat:typing")).GetProperty("isTyping").GetBoolean());
        time.Advance(TimeSpan.FromSeconds(4));
        // Typing on begins the six seconds anew.
        await typist.CallAsync("chat:typing", new { conversationId = "conv_789", isTyping = true });
        Assert.True((await other.NextAsync("chat:typing")).GetProperty("isTyping").GetBoolean());
        time.Advance(TimeSpan.FromSeconds(5.9));
        Assert.DoesNotContain(await other.DrainAsync(), one => one.Name == "chat:typing");
        time.Advance(TimeSpan.FromSeconds(0.2));
        JsonShape.Matches("""{"conversationId":"conv_789","userId":"user_123","isTyping":false}""", await other.NextAsync("chat:typing"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(await other.DrainAsync(), one => one.Name == "chat:typing");
    }

    [Theory]
    [EveryWire]
    public async Task Who_sends_or_leaves_types_no_longer(Wire wire)
    {
        await using var host = await StartAsync();
        await using var typist = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        await typist.CallAsync("chat:typing", new { conversationId = "conv_789", isTyping = true });
        await typist.CallAsync("chat:message", new { conversationId = "conv_789", message = "Done" });
        Assert.Equal([true, false], Typing(await other.DrainAsync()));

        await typist.CallAsync("chat:typing", new { conversationId = "conv_789", isTyping = true });
        Assert.True((await other.NextAsync("chat:typing")).GetProperty("isTyping").GetBoolean());
        await typist.DisposeAsync();
        Assert.False((await other.NextAsync("chat:typing")).GetProperty("isTyping").GetBoolean());
    }

    private static IEnumerable<bool> Typing(IReadOnlyList<ReceivedEvent> received) =>
        received.Where(one => one.Name == "chat:typing").Select(one => one.Payload.GetProperty("isTyping").GetBoolean());

    private static async Task<int> UnreadAsync(IWireClient client) =>
        (await client.CallAsync("chat:conversations")).GetProperty("conversations")[0].GetProperty("unreadCount").GetInt32();

    private async Task<RealtimeHost> StartAsync(TimeProvider? time = null)
    {
        var host = await StartHostAsync(time: time);
        await host.Conversations.CreateAsync("conv_789", null, ["user_123", "user_456"], TestContext.Current.CancellationToken);
        return host;
    }

    private static async Task<IWireClient> SubscribeAsync(RealtimeHost host, Wire wire, string userId)
    {
        var client = await host.ConnectUserAsync(wire, userId);
        (await client.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsDone();
        return client;
    }
}
