using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract.InDatabase;

/// <summary>Two nodes on one log and one database; one of them goes between its commits and its appends.</summary>
public sealed class DyingNodeTests : IDisposable
{
    private readonly SqliteStores _stores = new();

    /// <inheritdoc />
    public void Dispose() => _stores.Dispose();

    [Theory]
    [EveryWire]
    public async Task What_it_committed_is_told_by_the_other_once_and_in_order(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var keeper = await RealtimeHost.StartAsync();
        var shared = keeper.Services.GetRequiredService<IEventLog>();
        var database = _stores.CreateDatabase();
        var broken = new BreakableEventLog(shared);
        await using var living = await StartAsync(shared, database);
        await using var dying = await StartAsync(broken, database);
        await living.Conversations.CreateAsync("conv_789", null, ["user_123", "user_456"], cancellation);
        await using var stays = await JoinAsync(living, wire, "user_123");
        await using var removed = await JoinAsync(living, wire, "user_456");
        await using var added = await living.ConnectUserAsync(wire, "user_789");
        await using var author = await dying.ConnectUserAsync(wire, "user_123");
        foreach (var client in new[] { stays, removed, added })
        {
            await client.DrainAsync();
        }

        broken.Break();
        await SendAsync(author, "before");
        (await author.CallAsync("chat:participants", new { conversationId = "conv_789", add = new[] { "user_789" }, remove = new[] { "user_456" } })).IsDone();
        var edited = await SendAsync(author, "after");
        (await author.CallAsync("chat:edit", new { messageId = edited, message = "edited" })).IsDone();
        (await author.CallAsync("chat:close", new { conversationId = "conv_789" })).IsDone();
        var opened = (await author.CallAsync("chat:create", new { participants = new[] { "user_789" } })).IsDone().GetProperty("conversation").Text("id");

        // Access is what the participants are, though no node has been told.
        var grants = living.Services.GetRequiredService<IRoomGrantStore>();
        Assert.NotNull(await grants.FindAsync("chat:conv_789", "user_789", cancellation));
        Assert.Null(await grants.FindAsync("chat:conv_789", "user_456", cancellation));
        Assert.NotNull(await grants.FindAsync(RealtimeRooms.Chat(opened), "user_789", cancellation));

        await author.DisposeAsync();
        await dying.DisposeAsync();

        Assert.Equal(
            ["chat:message before", "chat:conversation user_123 user_789", "chat:message after", "chat:edited edited", "chat:conversation user_123 user_789 closed", "chat:conversation " + opened],
            await HeardAsync(stays));
        Assert.Equal(["chat:message before"], await HeardAsync(removed));
        Assert.Equal(["chat:conversation user_123 user_789", "chat:conversation " + opened], await HeardAsync(added));
        (await removed.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsRefused("forbidden");
        (await added.CallAsync("chat:subscribe", new { conversationId = opened })).IsDone();

        async Task<string[]> HeardAsync(IWireClient client) =>
        [
            .. (await client.DrainAsync()).Where(one => one.Name.StartsWith("chat:", StringComparison.Ordinal)).Select(one => one.Name + " " + (
                one.Name != "chat:conversation" ? one.Payload.Text("message")
                : one.Payload.Text("id") == opened ? opened
                : string.Join(' ', one.Payload.GetProperty("participants").EnumerateArray()) + (one.Payload.GetProperty("closed").GetBoolean() ? " closed" : ""))),
        ];
    }

    private static Task<RealtimeHost> StartAsync(IEventLog log, string database) => RealtimeHost.StartAsync(
        options => options.Presence.Audience = PresenceAudience.Nobody,
        builder =>
        {
            SqliteStores.Compose(builder, database);
            builder.Services.Replace(ServiceDescriptor.Singleton(log));
        },
        SqliteStores.Migrate);

    private static async Task<IWireClient> JoinAsync(RealtimeHost host, Wire wire, string userId)
    {
        var client = await host.ConnectUserAsync(wire, userId);
        (await client.CallAsync("chat:subscribe", new { conversationId = "conv_789" })).IsDone();
        return client;
    }

    private static async Task<string> SendAsync(IWireClient author, string message) =>
        (await author.CallAsync("chat:message", new { conversationId = "conv_789", message })).IsDone().Text("id");
}
