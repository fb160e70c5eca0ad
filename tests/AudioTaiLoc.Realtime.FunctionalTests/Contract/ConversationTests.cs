using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 2 to 4: <c>chat:create</c>, <c>close</c>, <c>reopen</c>, <c>participants</c>, <c>conversations</c>, and <see cref="IConversations"/>.</summary>
public class ConversationTests : ChatContractTests
{
    [Theory]
    [EveryWire]
    public async Task Creating_tells_the_participants_and_lets_them_in(Wire wire)
    {
        await using var host = await StartAsync();
        await using var creator = await host.ConnectUserAsync(wire, "user_123");
        await using var invited = await host.ConnectUserAsync(wire, "user_456");
        await using var stranger = await host.ConnectUserAsync(wire, "stranger");

        var ack = await creator.CallAsync("chat:create", new { title = "Headphones", participants = new[] { "user_456", "user_123", "user_456" } });
        JsonShape.Matches(
            """{"success":true,"conversation":{"id":"<id>","title":"Headphones","participants":["user_123","user_456"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}]}}""", ack);
        var conversationId = ack.GetProperty("conversation").Text("id");
        foreach (var participant in new[] { creator, invited })
        {
            var told = await participant.NextAsync("chat:conversation");
            JsonShape.Matches(
                """{"id":"<id>","title":"Headphones","participants":["user_123","user_456"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}],"eventId":"<eventId>"}""", told);
            Assert.Equal(conversationId, told.Text("id"));
            (await participant.CallAsync("chat:subscribe", new { conversationId })).IsDone();
        }

        Assert.Empty(await stranger.DrainAsync());
        (await stranger.CallAsync("chat:subscribe", new { conversationId })).IsRefused("forbidden");
    }

    [Theory]
    [EveryWire]
    public async Task A_title_is_optional(Wire wire)
    {
        await using var host = await StartAsync();
        await using var creator = await host.ConnectUserAsync(wire, "user_123");
        JsonShape.Matches(
            """{"success":true,"conversation":{"id":"<id>","title":null,"participants":["user_123"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0}]}}""",
            await creator.CallAsync("chat:create", new { participants = Array.Empty<string>() }));
    }

    [Theory]
    [EveryWire]
    public async Task A_closed_conversation_takes_no_messages_until_it_is_open_again(Wire wire)
    {
        await using var host = await StartAsync();
        await host.Conversations.CreateAsync("conv_789", null, ["user_123", "user_456"], TestContext.Current.CancellationToken);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await other.CallAsync("chat:subscribe", new { conversationId = "conv_789" });

        JsonShape.Matches(
            """{"success":true,"conversation":{"id":"conv_789","title":null,"participants":["user_123","user_456"],"createdAt":"<time>","closed":true,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}]}}""",
            await client.CallAsync("chat:close", new { conversationId = "conv_789" }));
        Assert.True((await other.NextAsync("chat:conversation")).GetProperty("closed").GetBoolean());
        (await client.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi" })).IsRefused("conflict");

        JsonShape.Matches(
            """{"success":true,"conversation":{"id":"conv_789","title":null,"participants":["user_123","user_456"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}]}}""",
            await client.CallAsync("chat:reopen", new { conversationId = "conv_789" }));
        Assert.False((await other.NextAsync("chat:conversation")).GetProperty("closed").GetBoolean());
        (await client.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi" })).IsDone();
    }

    [Theory]
    [EveryWire]
    public async Task Participants_are_added_and_removed(Wire wire)
    {
        await using var host = await StartAsync();
        await host.Conversations.CreateAsync("conv_789", "Help", ["user_123", "user_456"], TestContext.Current.CancellationToken);
        // So that nobody who connects hears of it.
        await host.PassOnKeptAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        await using var removed = await host.ConnectUserAsync(wire, "user_456");
        await using var added = await host.ConnectUserAsync(wire, "user_789");
        await client.CallAsync("chat:subscribe", new { conversationId = "conv_789" });
        await removed.CallAsync("chat:subscribe", new { conversationId = "conv_789" });

        JsonShape.Matches(
            """{"success":true,"conversation":{"id":"conv_789","title":"Help","participants":["user_123","user_789"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_789","deliveredSequence":0,"readSequence":0}]}}""",
            await client.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "user_789" }, remove = new[] { "user_456" } }));
        Assert.Single(await client.DrainAsync(), one => one.Name == "chat:conversation");
        JsonShape.Matches(
            """{"id":"conv_789","title":"Help","participants":["user_123","user_789"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_789","deliveredSequence":0,"readSequence":0}],"eventId":"<eventId>"}""",
            await added.NextAsync("chat:conversation"));

        // Who was removed is out of the room at once; who was added may act.
        (await added.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hello" })).IsDone();
        Assert.Equal("user_789", (await client.NextAsync("chat:message")).Text("userId"));
        Assert.Empty(await removed.DrainAsync());
        (await removed.CallAsync("chat:message", new { conversationId = "conv_789", message = "Still here?" })).IsRefused("forbidden");
    }

    [Theory]
    [EveryWire]
    public async Task A_conversation_has_so_many_participants_and_not_one_more(Wire wire)
    {
        await using var host = await StartHostAsync(options => options.Chat.MaximumParticipants = 3);
        await host.Conversations.CreateAsync("conv_789", null, ["user_123", "user_456"], TestContext.Current.CancellationToken);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        (await client.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "a", "b" } })).IsRefused("too_large");
        (await client.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "a" } })).IsDone();
        (await client.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "b" } })).IsRefused("too_large");
        (await client.CallAsync("chat:create", new { participants = new[] { "a", "b", "c" } })).IsRefused("too_large");
    }

    [Theory]
    [EveryWire]
    public async Task The_list_shows_ones_own_the_liveliest_first(Wire wire)
    {
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        JsonShape.Matches("""{"success":true,"conversations":[]}""", await client.CallAsync("chat:conversations"));

        await host.Conversations.CreateAsync("conv_789", "Help", ["user_123", "user_456"], TestContext.Current.CancellationToken);
        await host.Conversations.CreateAsync("conv_of_others", null, ["user_456"], TestContext.Current.CancellationToken);
        JsonShape.Matches(
            """
            {"success":true,"conversations":[
              {"id":"conv_789","title":"Help","participants":["user_123","user_456"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}],"lastMessage":null,"unreadCount":0}]}
            """,
            await client.CallAsync("chat:conversations"));

        await using var other = await host.ConnectUserAsync(wire, "user_456");
        await other.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi" });
        JsonShape.Matches(
            """
            {"success":true,"conversations":[
              {"id":"conv_789","title":"Help","participants":["user_123","user_456"],"createdAt":"<time>","closed":false,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}],"unreadCount":1,
               "lastMessage":{"id":"<id>","conversationId":"conv_789","userId":"user_456","email":"user_456@example.com","message":"Hi","timestamp":"<time>","sequence":1}}]}
            """,
            await client.CallAsync("chat:conversations"));
    }

    [Theory]
    [EveryWire]
    public async Task What_the_host_opens_and_changes_its_clients_see(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var client = await host.ConnectUserAsync(wire, "user_123");

        var opened = await host.Conversations.CreateAsync(null, "Order 1", ["user_123"], cancellation);
        Assert.Equal(opened.Id, (await client.NextAsync("chat:conversation")).Text("id"));
        (await client.CallAsync("chat:subscribe", new { conversationId = opened.Id })).IsDone();
        var found = await host.Conversations.FindAsync(opened.Id, cancellation);
        Assert.Equal("Order 1", found?.Title);
        Assert.Null(await host.Conversations.FindAsync("nowhere", cancellation));

        var closed = await host.Conversations.UpdateAsync(opened.Id, new ConversationUpdate { IsClosed = true, AddParticipants = ["user_456"] }, cancellation);
        Assert.True(closed.IsClosed);
        Assert.Equal(["user_123", "user_456"], closed.Participants);
        JsonShape.Matches(
            """{"id":"<id>","title":"Order 1","participants":["user_123","user_456"],"createdAt":"<time>","closed":true,"receipts":[{"userId":"user_123","deliveredSequence":0,"readSequence":0},{"userId":"user_456","deliveredSequence":0,"readSequence":0}],"eventId":"<eventId>"}""",
            await client.NextAsync("chat:conversation"));
        Assert.True(await host.Access.IsGrantedAsync(RealtimeRooms.Chat(opened.Id), "user_456", cancellation));
    }

    [Fact]
    public async Task The_host_is_told_what_cannot_be_done()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await host.Conversations.CreateAsync("conv_789", null, ["user_123"], cancellation);
        var again = await Assert.ThrowsAsync<RealtimeException>(() => host.Conversations.CreateAsync("conv_789", null, [], cancellation));
        Assert.Equal("conflict", again.Code);
        var missing = await Assert.ThrowsAsync<RealtimeException>(() => host.Conversations.UpdateAsync("nowhere", new ConversationUpdate(), cancellation));
        Assert.Equal("not_found", missing.Code);
        await Assert.ThrowsAsync<ArgumentException>(() => host.Conversations.CreateAsync("not an id", null, [], cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Conversations.CreateAsync(null, null, ["not an id"], cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Conversations.FindAsync("not an id", cancellation));
    }

    private Task<RealtimeHost> StartAsync() => StartHostAsync(options => options.Presence.Audience = PresenceAudience.Nobody);
}
