using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract.InDatabase;

/// <summary>Conversations in a database, and grants elsewhere: access follows the participants all the same.</summary>
public sealed class OtherGrantStoreTests : IDisposable
{
    private readonly SqliteStores _stores = new();

    /// <inheritdoc />
    public void Dispose() => _stores.Dispose();

    [Theory]
    [EveryWire]
    public async Task Access_follows_the_participants(Wire wire)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var keeper = await RealtimeHost.StartAsync();
        var grants = keeper.Services.GetRequiredService<IRoomGrantStore>();
        var database = _stores.CreateDatabase();
        await using var host = await RealtimeHost.StartAsync(
            options => options.Presence.Audience = PresenceAudience.Nobody,
            builder =>
            {
                SqliteStores.Compose(builder, database);
                builder.Services.Replace(ServiceDescriptor.Singleton(grants));
            },
            SqliteStores.Migrate);
        await using var client = await host.ConnectUserAsync(wire, "user_123");
        await using var other = await host.ConnectUserAsync(wire, "user_456");

        var conversation = (await client.CallAsync("chat:create", new { participants = new[] { "user_456" } })).IsDone().GetProperty("conversation");
        var conversationId = conversation.Text("id");
        (await other.CallAsync("chat:subscribe", new { conversationId })).IsDone();
        Assert.NotNull(await grants.FindAsync(RealtimeRooms.Chat(conversationId), "user_456", cancellation));

        (await client.CallAsync("chat:participants", new { conversationId, remove = new[] { "user_456" }, add = new[] { "user_789" } })).IsDone();
        await other.DrainAsync();
        (await client.CallAsync("chat:message", new { conversationId, message = "Hi" })).IsDone();
        Assert.Empty(await other.DrainAsync());
        (await other.CallAsync("chat:message", new { conversationId, message = "Still here?" })).IsRefused("forbidden");
        Assert.Null(await grants.FindAsync(RealtimeRooms.Chat(conversationId), "user_456", cancellation));
        Assert.NotNull(await grants.FindAsync(RealtimeRooms.Chat(conversationId), "user_789", cancellation));
    }
}
