using AudioTaiLoc.Realtime.EntityFrameworkCore;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AudioTaiLoc.Realtime.FunctionalTests.Contract.InDatabase;

/// <summary>How many notifications a user has is the store's own setting, whatever the embedded inbox's says.</summary>
public sealed class InboxSizeTests : IDisposable
{
    private readonly SqliteStores _stores = new();

    /// <inheritdoc />
    public void Dispose() => _stores.Dispose();

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public async Task The_store_says_how_many_are_listed_counted_and_marked(int ofEmbedded, int ofStore)
    {
        var database = _stores.CreateDatabase();
        await using var host = await RealtimeHost.StartAsync(
            options => options.Notifications.InboxSize = ofEmbedded,
            builder =>
            {
                SqliteStores.Compose(builder, database);
                builder.Services.Configure<EntityFrameworkStoreOptions>(options => options.InboxSize = ofStore);
            },
            SqliteStores.Migrate);
        for (var i = 1; i <= 4; i++)
        {
            await host.Realtime.NotifyUserAsync("user_123", new UserNotification { Type = "sale", Message = $"{i}" }, TestContext.Current.CancellationToken);
        }

        await using var client = await host.ConnectUserAsync(Wire.SocketIo, "user_123");
        var list = await client.CallAsync("notification:list");
        string[] ids = [.. list.GetProperty("notifications").EnumerateArray().Select(one => one.Text("id"))];
        Assert.Equal((ofStore, ofStore), (ids.Length, list.GetProperty("unreadCount").GetInt32()));
        var read = (await client.CallAsync("notification:read", new { notificationIds = ids })).IsDone();
        Assert.Equal(0, read.GetProperty("unreadCount").GetInt32());
    }
}
