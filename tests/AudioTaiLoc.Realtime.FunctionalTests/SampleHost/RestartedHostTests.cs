using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Data.Sqlite;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The sample host's process ends, politely or not, and starts again on its files: all is as it was, and a reminder fires once.</summary>
public sealed class RestartedHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");

    private string Database => Path.Combine(_folder.FullName, "shop.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_is_as_it_was_and_the_reminder_fires_once(bool isKilled)
    {
        Assert.SkipWhen(!isKilled && OperatingSystem.IsWindows(), "Windows has no signal to end a process politely.");
        string second;
        JsonElement anBefore;
        JsonElement binhBefore;
        using (var shop = await StartAsync())
        {
            await using var an = await ShopClient.ConnectAsync(shop, Wire.SignalR, "an@example.com");
            second = (await CallAsync(an, "chat:create", new { title = "Cables", participants = new[] { "user_456" } }))
                .GetProperty("conversation").GetProperty("id").GetString()!;
            for (var i = 1; i <= 3; i++)
            {
                await CallAsync(an, "chat:message", new { conversationId = "conv_789", message = "m" + i, clientMessageId = "k" + i });
            }

            await CallAsync(an, "chat:message", new { conversationId = second, message = "two metres?" });
            await using (var binh = await ShopClient.ConnectAsync(shop, Wire.SignalR, "binh@example.com"))
            {
                var history = (await CallAsync(binh, "chat:history", new { conversationId = "conv_789" })).GetProperty("messages");
                await CallAsync(binh, "chat:read", new { conversationId = "conv_789", messageId = history[0].GetProperty("id").GetString() });
                await CallAsync(binh, "chat:delivered", new { messageId = history[1].GetProperty("id").GetString() });
            }

            var staff = await shop.LogInAsync("staff@example.com");
            await shop.DoAsync("POST", "/api/v1/rooms/order:order_456/grants", staff, new { userId = "user_123" });
            await shop.DoAsync("DELETE", "/api/v1/rooms/order:order_123/grants/user_123", staff);
            await shop.DoAsync("POST", "/api/v1/notifications", staff, new { userIds = new[] { "user_456" }, type = "sale", message = "Tomorrow" });
            await shop.DoAsync("POST", "/api/v1/notifications", staff, new { userIds = new[] { "user_456" }, type = "sale", message = "The day after" });
            var inbox = (await CallAsync(an, "notification:list")).GetProperty("unreadCount").GetInt32();
            Assert.Equal(0, inbox);
            await shop.DoAsync(
                "POST", "/api/v1/bookings/booking_456/reminders", staff, new { dueAt = DateTime.UtcNow.AddDays(1), message = "Tomorrow at seven" });

            await using (var binh = await ShopClient.ConnectAsync(shop, Wire.SignalR, "binh@example.com"))
            {
                var newest = (await CallAsync(binh, "notification:list")).GetProperty("notifications")[0].GetProperty("id").GetString();
                await CallAsync(binh, "notification:read", new { notificationIds = new[] { newest } });
                binhBefore = await DescribeAsync(binh, second);
            }

            anBefore = await DescribeAsync(an, second);
            await (isKilled ? shop.KillAsync() : shop.StopAsync());
        }

        using (var again = await StartAsync())
        {
            await using var an = await ShopClient.ConnectAsync(again, Wire.SignalR, "an@example.com");
            await using var binh = await ShopClient.ConnectAsync(again, Wire.SignalR, "binh@example.com");
            Assert.Equal(anBefore.GetRawText(), (await DescribeAsync(an, second)).GetRawText());
            Assert.Equal(binhBefore.GetRawText(), (await DescribeAsync(binh, second)).GetRawText());
            Assert.Equal(
                [(second, 1), ("conv_789", 2)],
                binhBefore[0].GetProperty("conversations").EnumerateArray()
                    .Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("unreadCount").GetInt32()))
                    .OrderBy(one => one.Item2));
            Assert.Equal(1, binhBefore[3].GetProperty("unreadCount").GetInt32());
            Assert.Equal("forbidden", (await CallAsync(an, "order:subscribe", new { orderId = "order_123" })).GetProperty("code").GetString());
            Assert.True((await CallAsync(an, "order:subscribe", new { orderId = "order_456" })).GetProperty("success").GetBoolean());
            Assert.Equal(2, (await CallAsync(an, "chat:message", new { conversationId = "conv_789", message = "m2", clientMessageId = "k2" }))
                .GetProperty("sequence").GetInt32());
            Assert.Equal(1L, await AskAsync("SELECT count(*) FROM realtime_reminders"));
            await (isKilled ? again.KillAsync() : again.StopAsync());
        }

        // A day goes by while the shop is closed.
        Assert.Equal(1L, await AskAsync("UPDATE realtime_reminders SET due_at = 1, available_at = 1 RETURNING 1"));
        using (var due = await StartAsync())
        {
            await using var an = await ShopClient.ConnectAsync(due, Wire.SignalR, "an@example.com");
            await Until.TrueAsync("the reminder was sent", async _ => await AskAsync("SELECT count(*) FROM realtime_reminders") == 0);
            await AssertRemindedOnceAsync(an);
            await (isKilled ? due.KillAsync() : due.StopAsync());
        }

        using var last = await StartAsync();
        await using var back = await ShopClient.ConnectAsync(last, Wire.SignalR, "an@example.com");
        Assert.Equal(0L, await AskAsync("SELECT count(*) FROM realtime_reminders"));
        await AssertRemindedOnceAsync(back);
    }

    private static async Task AssertRemindedOnceAsync(ShopClient client)
    {
        var inbox = await CallAsync(client, "notification:list");
        Assert.Equal(["Tomorrow at seven"], inbox.GetProperty("notifications").EnumerateArray().Select(one => one.GetProperty("message").GetString()));
        Assert.Equal(1, inbox.GetProperty("unreadCount").GetInt32());
    }

    /// <summary>The user's conversations with unread counts and receipts, both histories, and the inbox.</summary>
    private static async Task<JsonElement> DescribeAsync(ShopClient client, string second) => JsonSerializer.SerializeToElement(new[]
    {
        await CallAsync(client, "chat:conversations"),
        await CallAsync(client, "chat:history", new { conversationId = "conv_789" }),
        await CallAsync(client, "chat:history", new { conversationId = second }),
        await CallAsync(client, "notification:list"),
    });

    private static Task<JsonElement> CallAsync(ShopClient client, string method, object? payload = null) =>
        payload is null ? client.CallAsync(method) : client.CallAsync(method, payload);

    private Task<ShopProcess> StartAsync() => ShopProcess.StartAsync($"--Shop:Data={Path.Combine(_folder.FullName, "shop.json")}");

    private async Task<long> AskAsync(string query)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
