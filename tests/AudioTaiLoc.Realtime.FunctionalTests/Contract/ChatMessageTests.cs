using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>Sections 2 and 3: <c>chat:message</c>, <c>chat:edit</c> and <c>chat:delete</c>, and what the room gets.</summary>
public class ChatMessageTests : ChatContractTests
{
    [Theory]
    [EveryWire]
    public async Task A_message_reaches_the_room_but_not_the_connection_that_sent_it(Wire wire)
    {
        await using var host = await StartAsync();
        await using var sender = await SubscribeAsync(host, wire, "user_123");
        await using var otherDevice = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        await using var notSubscribed = await host.ConnectUserAsync(wire, "user_456");

        var ack = await sender.CallAsync("chat:message", new { conversationId = "conv_789", message = "Xin chào <b>&</b> 🎧", clientMessageId = "c-1" });
        JsonShape.Matches("""{"success":true,"id":"<id>","timestamp":"<time>","sequence":1}""", ack);
        foreach (var receiver in new[] { other, otherDevice })
        {
            var message = await receiver.NextAsync("chat:message");
            JsonShape.Matches(
                """{"id":"<id>","conversationId":"conv_789","userId":"user_123","email":"user_123@example.com","message":"Xin chào <b>&</b> 🎧","timestamp":"<time>","sequence":1,"clientMessageId":"c-1","eventId":"<eventId>"}""",
                message);
            Assert.Equal(ack.Text("id"), message.Text("id"));
            Assert.Equal(ack.Text("timestamp"), message.Text("timestamp"));
        }

        Assert.DoesNotContain(await sender.DrainAsync(), one => one.Name == "chat:message");
        Assert.DoesNotContain(await notSubscribed.DrainAsync(), one => one.Name == "chat:message");
    }

    [Theory]
    [EveryWire]
    public async Task A_message_needs_no_subscription_and_sequences_count_up(Wire wire)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var ack = await sender.CallAsync("chat:message", new { conversationId = "conv_789", message = $"{sequence}" });
            Assert.Equal(sequence, ack.GetProperty("sequence").GetInt32());
            var message = await other.NextAsync("chat:message");
            Assert.Equal(sequence, message.GetProperty("sequence").GetInt32());
            Assert.False(message.TryGetProperty("clientMessageId", out _));
        }
    }

    [Theory]
    [EveryWire]
    public async Task The_same_clientMessageId_with_the_same_text_is_one_message(Wire wire)
    {
        await using var host = await StartAsync();
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        var first = await sender.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi", clientMessageId = "c-1" });
        var second = await sender.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi", clientMessageId = "c-1" });
        JsonShape.Matches(first.IsDone().GetRawText(), second);
        Assert.Single(await other.DrainAsync(), one => one.Name == "chat:message");

        (await sender.CallAsync("chat:message", new { conversationId = "conv_789", message = "Other", clientMessageId = "c-1" }))
            .IsRefused("conflict", "clientMessageId");
        Assert.Empty(await other.DrainAsync());
    }

    [Theory]
    [EveryWire]
    public async Task A_clientMessageId_counts_per_conversation_and_sender(Wire wire)
    {
        await using var host = await StartAsync();
        await host.Conversations.CreateAsync("conv_2", null, ["user_123"], TestContext.Current.CancellationToken);
        await using var sender = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");
        var ids = new[]
        {
            (await sender.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi", clientMessageId = "c-1" })).IsDone().Text("id"),
            (await sender.CallAsync("chat:message", new { conversationId = "conv_2", message = "Hi", clientMessageId = "c-1" })).IsDone().Text("id"),
            (await other.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hi", clientMessageId = "c-1" })).IsDone().Text("id"),
        };
        Assert.Distinct(ids);
    }

    [Theory]
    [EveryWire]
    public async Task An_edit_shows_the_message_as_it_now_is(Wire wire)
    {
        await using var host = await StartAsync();
        await using var author = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        var messageId = await SendAsync(author, "Helo");

        (await other.CallAsync("chat:edit", new { messageId, message = "Mine now" })).IsRefused("forbidden");
        JsonShape.Matches("""{"success":true,"timestamp":"<time>"}""", await author.CallAsync("chat:edit", new { messageId, message = "Hello" }));
        foreach (var member in new[] { author, other })
        {
            JsonShape.Matches(
                """{"id":"<id>","conversationId":"conv_789","userId":"user_123","email":"user_123@example.com","message":"Hello","timestamp":"<time>","sequence":1,"editedAt":"<time>","eventId":"<eventId>"}""",
                await member.NextAsync("chat:edited"));
        }
    }

    [Theory]
    [EveryWire]
    public async Task A_deleted_message_has_no_text_any_more(Wire wire)
    {
        await using var host = await StartAsync();
        await using var author = await SubscribeAsync(host, wire, "user_123");
        await using var other = await SubscribeAsync(host, wire, "user_456");
        var messageId = await SendAsync(author, "Oops");

        (await other.CallAsync("chat:delete", new { messageId })).IsRefused("forbidden");
        var ack = await author.CallAsync("chat:delete", new { messageId });
        JsonShape.Matches("""{"success":true,"timestamp":"<time>"}""", ack);
        foreach (var member in new[] { author, other })
        {
            JsonShape.Matches(
                """{"id":"<id>","conversationId":"conv_789","userId":"user_123","email":"user_123@example.com","message":"","timestamp":"<time>","sequence":1,"deletedAt":"<time>","eventId":"<eventId>"}""",
                await member.NextAsync("chat:deleted"));
        }

        // Deleting again is the same as once; what is deleted cannot be edited.
        JsonShape.Matches(ack.GetRawText(), await author.CallAsync("chat:delete", new { messageId }));
        (await author.CallAsync("chat:edit", new { messageId, message = "Back" })).IsRefused("conflict");
        Assert.Empty(await other.DrainAsync());
        var history = await other.CallAsync("chat:history", new { conversationId = "conv_789" });
        Assert.Equal("", history.GetProperty("messages")[0].Text("message"));
    }

    [Theory]
    [EveryWire]
    public async Task Staff_may_act_in_every_conversation_by_policy(Wire wire)
    {
        await using var host = await StartHostAsync(
            options => options.Chat.StaffPolicy = "staff",
            builder => builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireRole("staff")));
        await host.Conversations.CreateAsync("conv_789", null, ["user_123"], TestContext.Current.CancellationToken);
        await using var customer = await SubscribeAsync(host, wire, "user_123");
        await using var staff = await host.ConnectAsync(wire, host.Token("staff_1", role: "staff"));
        await using var stranger = await host.ConnectUserAsync(wire, "stranger");

        (await staff.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsDone();
        (await staff.CallAsync("chat:message", new { conversationId = "conv_789", message = "How can I help?" })).IsDone();
        Assert.Equal("staff_1", (await customer.NextAsync("chat:message")).Text("userId"));
        (await staff.CallAsync("chat:close", new { conversationId = "conv_789" })).IsDone();
        (await stranger.CallAsync("chat:message", new { conversationId = "conv_789", message = "Me too" })).IsRefused("forbidden");

        // The policy is for conversations only.
        (await staff.CallAsync("order:subscribe", new { orderId = "order_123" })).IsRefused("forbidden");
    }

    private async Task<RealtimeHost> StartAsync()
    {
        var host = await StartHostAsync(options => options.Presence.Audience = PresenceAudience.Nobody);
        await host.Conversations.CreateAsync("conv_789", null, ["user_123", "user_456"], TestContext.Current.CancellationToken);
        return host;
    }

    private static async Task<IWireClient> SubscribeAsync(RealtimeHost host, Wire wire, string userId)
    {
        var client = await host.ConnectUserAsync(wire, userId);
        (await client.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsDone();
        return client;
    }

    private static async Task<string> SendAsync(IWireClient author, string message) =>
        (await author.CallAsync("chat:message", new { conversationId = "conv_789", message })).IsDone().Text("id");
}
