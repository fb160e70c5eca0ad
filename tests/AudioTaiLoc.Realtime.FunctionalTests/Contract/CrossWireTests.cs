using System.Text.Json;
using System.Text.RegularExpressions;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract;

/// <summary>One host, both wires: whoever sends, over whichever wire, both kinds of client see the same JSON in the same order.</summary>
public sealed partial class CrossWireTests
{
    private static readonly Wire[] Wires = Enum.GetValues<Wire>();

    [Theory]
    [EveryWire]
    public async Task What_a_client_causes_is_the_same_on_both_wires(Wire sender)
    {
        await using var host = await StartAsync();
        await using var author = await host.ConnectUserAsync(sender, "user_456");
        await using var overSignalR = await FollowAsync(host, Wire.SignalR);
        await using var overSocketIo = await FollowAsync(host, Wire.SocketIo);
        await overSignalR.DrainAsync();
        await overSocketIo.DrainAsync();

        await author.CallAsync("chat:typing", new { conversationId = "conv_789", isTyping = true });
        var message = (await author.CallAsync("chat:message", new { conversationId = "conv_789", message = "Chào bạn \"♥\" \\ \u2028", clientMessageId = "c_1" })).GetProperty("id").GetString();
        await author.CallAsync("chat:edit", new { messageId = message, message = "Edited" });
        await author.CallAsync("chat:delivered", new { messageId = message });
        await author.CallAsync("chat:read", new { conversationId = "conv_789", messageId = message });
        await author.CallAsync("chat:delete", new { messageId = message });
        await author.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "user_999" } });
        await author.CallAsync("chat:close", new { conversationId = "conv_789" });
        await author.CallAsync("chat:reopen", new { conversationId = "conv_789" });
        await author.CallAsync("chat:create", new { title = "New", participants = new[] { "user_123" } });
        await using (await host.ConnectUserAsync(sender, "user_000"))
        {
            await SeeAsync(author, "user:online", "user_000");
        }

        await SeeAsync(author, "user:offline", "user_000");
        var events = await SameAsync(overSignalR, overSocketIo);
        Assert.Equal(
            [
                "chat:typing", "chat:message", "chat:typing", "chat:edited", "chat:delivered", "chat:read", "chat:deleted",
                "chat:conversation", "chat:conversation", "chat:conversation", "chat:conversation", "user:online", "user:offline",
            ],
            events);
    }

    [Fact]
    public async Task What_the_host_publishes_is_the_same_on_both_wires()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync();
        await using var overSignalR = await FollowAsync(host, Wire.SignalR);
        await using var overSocketIo = await FollowAsync(host, Wire.SocketIo);
        await overSignalR.DrainAsync();
        await overSocketIo.DrainAsync();

        var data = new { total = 299.99m, name = "Loa \"Tài Lộc\"", at = DateTimeOffset.UnixEpoch, nothing = (string?)null, list = new[] { 1, 2 } };
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", "user_123", data, cancellation);
        await host.Realtime.NotifyOrderProgressAsync("order_123", "packed", new OrderProgress(2, 4, "Packed"), cancellationToken: cancellation);
        await host.Realtime.NotifyBookingStatusChangeAsync("booking_456", "confirmed", "user_123", data, cancellation);
        await host.Realtime.NotifyStockLevelAsync("prod_123", 7, cancellationToken: cancellation);
        await host.Realtime.NotifyInventoryAsync(new InventoryAlert { ProductId = "prod_123", ProductName = "Loa", Message = "Back" }, cancellation);
        await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "a", Title = "b", Message = "c", Data = data }, cancellation);
        await host.Realtime.NotifyUsersAsync(["user_123", "user_456"], new UserNotification { Type = "a", Message = "c" }, cancellation);
        await host.Realtime.BroadcastToAllAsync("maintenance", data, cancellation);
        await host.Realtime.SendEventToRoomAsync("order:order_123", "maintenance", null, cancellation);

        Assert.Equal(
            [
                "order:updated", "notification:order_updated", "order:updated", "booking:updated", "notification:booking_updated",
                "inventory:updated", "notification:event", "notification:message", "notification:message", "maintenance", "maintenance",
            ],
            await SameAsync(overSignalR, overSocketIo));
    }

    [Fact]
    public async Task Every_call_is_answered_the_same_on_both_wires()
    {
        List<string[]> answers = [];
        foreach (var wire in Wires)
        {
            // A host each, so that both begin with the same state.
            await using var host = await StartAsync();
            await using var client = await host.ConnectUserAsync(wire, "user_123");
            List<string> lines = [];
            async Task CallAsync(string name, object? payload) => lines.Add($"{name}: {Normal((await client.CallAsync(name, payload)).GetRawText())}");
            async Task CallBareAsync(string name) => lines.Add($"{name}: {Normal((await client.CallAsync(name)).GetRawText())}");

            foreach (var (feature, field, id) in new[] { ("order", "orderId", "order_123"), ("booking", "bookingId", "booking_456"), ("chat", "conversationId", "conv_789"), ("inventory", "productId", "prod_123") })
            {
                await CallAsync(feature + ":subscribe", new Dictionary<string, object?> { [field] = id });
                await CallAsync(feature + ":subscribe", new Dictionary<string, object?> { [field] = id, ["since"] = "other-1" });
                await CallAsync(feature + ":subscribe", new Dictionary<string, object?> { [field] = 7 });
                await CallAsync(feature + ":subscribe", new Dictionary<string, object?> { [field] = "not_mine" });
                await CallAsync(feature + ":unsubscribe", new Dictionary<string, object?> { [field] = id });
            }

            await CallAsync("resume", new { since = "other-1" });
            var sent = await client.CallAsync("chat:message", new { conversationId = "conv_789", message = "Hello" });
            lines.Add(Normal(sent.GetRawText()));
            var messageId = sent.GetProperty("id").GetString();
            await CallAsync("chat:history", new { conversationId = "conv_789", limit = 10 });
            await CallAsync("chat:typing", new { conversationId = "conv_789", isTyping = true });
            await CallAsync("chat:read", new { conversationId = "conv_789", messageId });
            await CallAsync("chat:delivered", new { messageId });
            await CallBareAsync("chat:conversations");
            await CallAsync("chat:edit", new { messageId, message = "Edited" });
            await CallAsync("chat:delete", new { messageId });
            await CallAsync("chat:create", new { title = "New", participants = new[] { "user_456" } });
            await CallAsync("chat:participants", new { conversationId = "conv_789", remove = new[] { "user_456" } });
            await CallAsync("chat:close", new { conversationId = "conv_789" });
            await CallAsync("chat:reopen", new { conversationId = "conv_789" });
            await CallBareAsync("notification:list");
            await CallAsync("notification:read", new { notificationIds = Array.Empty<string>() });
            await CallBareAsync("presence:list");
            await CallAsync("presence:viewing", new { productId = "prod_123" });
            await CallBareAsync("ping");
            answers.Add([.. lines]);
        }

        Assert.Equal(answers[0], answers[1]);
    }

    private static async Task<RealtimeHost> StartAsync()
    {
        var host = await RealtimeHost.StartAsync(options => options.Presence.ReconnectGrace = TimeSpan.Zero);
        await host.Access.GrantAsync("order:order_123", "user_123");
        await host.Access.GrantAsync("booking:booking_456", "user_123");
        await host.Conversations.CreateAsync("conv_789", "Headphones", ["user_123", "user_456"]);
        return host;
    }

    private static async Task<IWireClient> FollowAsync(RealtimeHost host, Wire wire)
    {
        var client = await host.ConnectUserAsync(wire, "user_123", "maintenance");
        (await client.CallAsync("order:subscribe", new { orderId = "order_123" })).IsDone();
        (await client.CallAsync("booking:subscribe", new { bookingId = "booking_456" })).IsDone();
        (await client.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsDone();
        (await client.CallAsync("inventory:subscribe", new { productId = "prod_123" })).IsDone();
        return client;
    }

    private static async Task SeeAsync(IWireClient client, string name, string userId)
    {
        while ((await client.NextAsync(name)).GetProperty("userId").GetString() != userId)
        {
        }
    }

    /// <returns>The names of the events, which both clients got alike to the letter.</returns>
    private static async Task<string[]> SameAsync(IWireClient first, IWireClient second)
    {
        var one = await first.DrainAsync();
        var other = await second.DrainAsync();
        Assert.Equal(one.Select(Text), other.Select(Text));
        return [.. one.Select(received => received.Name)];
    }

    private static string Text(ReceivedEvent received) => $"{received.Name} {JsonSerializer.Serialize(received.Payload)}";

    // Times and ids differ from host to host.
    private static string Normal(string json) => Changing().Replace(json, "\"<...>\"");

    [GeneratedRegex("\"(\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|conv_[0-9a-f]{32})\"|(?<=\"id\":)\"(?!conv_789)[^\"]+\"")]
    private static partial Regex Changing();
}
