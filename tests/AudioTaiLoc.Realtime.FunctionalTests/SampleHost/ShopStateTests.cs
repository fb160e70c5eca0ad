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
}
