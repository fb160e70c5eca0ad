using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>What the shop keeps between two starts.</summary>
public sealed class ShopStateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");

    private string Data => Path.Combine(_folder.FullName, "shop.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_restart_keeps_the_change_and_the_log_in()
    {
        string staff;
        await using (var shop = await Shop.StartAsync($"--Shop:Data={Data}"))
        {
            staff = await shop.LogInAsync("staff@example.com");
            await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"shipped"}""");
        }

        await using var again = await Shop.StartAsync($"--Shop:Data={Data}");

        Assert.Equal("shipped", await StatusAsync(again, staff));
    }

    [Fact]
    public async Task A_restart_keeps_conversations_access_reminders_and_inboxes()
    {
        await using (var shop = await Shop.StartAsync($"--Shop:Data={Data}"))
        {
            var staff = await shop.LogInAsync("staff@example.com");
            await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
            await an.StartAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, (await CallAsync(an, "chat:message", new { conversationId = "conv_789", message = "one", clientMessageId = "k1" })).GetProperty("sequence").GetInt32());
            Assert.Equal(2, (await CallAsync(an, "chat:message", new { conversationId = "conv_789", message = "two" })).GetProperty("sequence").GetInt32());
            await shop.DoAsync("DELETE", "/api/v1/rooms/order:order_123/grants/user_123", staff);
            await shop.DoAsync("POST", "/api/v1/notifications", staff, """{"userIds":["user_456"],"type":"sale","message":"Tomorrow"}""");
            await shop.DoAsync("POST", "/api/v1/bookings/booking_456/reminders", staff, $$"""{"dueAt":"{{DateTime.UtcNow.AddDays(1):O}}"}""");
        }

        await using var again = await Shop.StartAsync($"--Shop:Data={Data}");

        await using var binh = again.Connect(await again.LogInAsync("binh@example.com"));
        await binh.StartAsync(TestContext.Current.CancellationToken);
        var conversation = (await CallAsync(binh, "chat:conversations")).GetProperty("conversations").EnumerateArray().Single();
        Assert.Equal("conv_789", conversation.GetProperty("id").GetString());
        Assert.Equal(2, conversation.GetProperty("unreadCount").GetInt32());
        Assert.Equal("two", conversation.GetProperty("lastMessage").GetProperty("message").GetString());
        var history = (await CallAsync(binh, "chat:history", new { conversationId = "conv_789" })).GetProperty("messages").EnumerateArray();
        Assert.Equal(["one", "two"], history.Select(message => message.GetProperty("message").GetString()));
        Assert.Equal(1, (await CallAsync(binh, "notification:list")).GetProperty("unreadCount").GetInt32());
        await using var back = again.Connect(await again.LogInAsync("an@example.com"));
        await back.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("forbidden", (await CallAsync(back, "order:subscribe", new { orderId = "order_123" })).GetProperty("code").GetString());
        Assert.True((await CallAsync(back, "booking:subscribe", new { bookingId = "booking_456" })).GetProperty("success").GetBoolean());
        var retried = await CallAsync(back, "chat:message", new { conversationId = "conv_789", message = "one", clientMessageId = "k1" });
        Assert.Equal(1, retried.GetProperty("sequence").GetInt32());
        Assert.Equal(1L, await CountAsync("SELECT count(*) FROM realtime_reminders"));
    }

    [Fact]
    public async Task Messages_kept_in_the_database_reach_the_others_once_and_in_order()
    {
        const int count = 100;
        await using var shop = await Shop.StartAsync($"--Shop:Data={Data}");
        await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
        await using var binh = shop.Connect(await shop.LogInAsync("binh@example.com"));
        var heard = new List<int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        binh.On<JsonElement>("chat:message", message =>
        {
            heard.Add(message.GetProperty("sequence").GetInt32());
            if (heard.Count == count)
            {
                all.SetResult();
            }
        });
        await an.StartAsync(TestContext.Current.CancellationToken);
        await binh.StartAsync(TestContext.Current.CancellationToken);
        await CallAsync(binh, "chat:subscribe", new { conversationId = "conv_789" });

        for (var i = 0; i < count; i++)
        {
            await CallAsync(an, "chat:message", new { conversationId = "conv_789", message = "m" + i });
        }

        await all.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, count), heard);
    }

    [Fact]
    public async Task Deleting_the_data_file_resets_the_conversations_too()
    {
        await using (var shop = await Shop.StartAsync($"--Shop:Data={Data}"))
        {
            await using var an = shop.Connect(await shop.LogInAsync("an@example.com"));
            await an.StartAsync(TestContext.Current.CancellationToken);
            await CallAsync(an, "chat:message", new { conversationId = "conv_789", message = "old" });
        }

        File.Delete(Data);
        await using var again = await Shop.StartAsync($"--Shop:Data={Data}");

        await using var back = again.Connect(await again.LogInAsync("an@example.com"));
        await back.StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty((await CallAsync(back, "chat:history", new { conversationId = "conv_789" })).GetProperty("messages").EnumerateArray());
    }

    [Fact]
    public async Task Deleting_the_data_file_resets_the_shop()
    {
        await using (var shop = await Shop.StartAsync($"--Shop:Data={Data}"))
        {
            await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", await shop.LogInAsync("staff@example.com"), """{"status":"shipped"}""");
        }

        File.Delete(Data);
        await using var again = await Shop.StartAsync($"--Shop:Data={Data}");

        Assert.Equal("confirmed", await StatusAsync(again, await again.LogInAsync("staff@example.com")));
    }

    [Fact]
    public async Task A_shop_in_memory_signs_with_a_key_of_its_own_at_each_start()
    {
        string token;
        await using (var shop = await Shop.StartAsync())
        {
            token = await shop.LogInAsync("an@example.com");
        }

        await using var again = await Shop.StartAsync();
        using var answer = await again.SendAsync("GET", "/api/v1/orders", token);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task The_key_is_readable_by_its_owner_alone_and_no_password_is_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var shop = await Shop.StartAsync($"--Shop:Data={Data}");
        await shop.LogInAsync("an@example.com");

        var key = Assert.Single(_folder.GetFiles("*.key"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
        Assert.DoesNotContain("\"demo\"", await File.ReadAllTextAsync(Data, TestContext.Current.CancellationToken));
    }

    private static async Task<string?> StatusAsync(Shop shop, string token)
    {
        var orders = await shop.DoAsync("GET", "/api/v1/orders", token);
        return orders!.Value.EnumerateArray().Single(order => order.GetProperty("id").ValueEquals("order_123")).GetProperty("status").GetString();
    }

    private static Task<JsonElement> CallAsync(HubConnection client, string method, object? payload = null) => client.InvokeCoreAsync<JsonElement>(
        method, payload is null ? [] : [payload], TestContext.Current.CancellationToken);

    private async Task<long> CountAsync(string query)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.ChangeExtension(Data, ".db")};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
