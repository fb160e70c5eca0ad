using System.Net;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The shop says whether its database answers, and lives on while it does not.</summary>
public sealed class ShopHealthTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_not_ready_while_its_database_is_down_or_hangs_and_is_again_afterwards()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        var database = await server.CreateDatabaseAsync();
        await using var shop = await Shop.StartAsync($"--Shop:Data={Path.Combine(_folder.FullName, "shop.json")}", $"--ConnectionStrings:Shop={database}");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(shop, "ready"));

        await server.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(shop, "ready"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(shop, "live"));
        await server.StartAsync();
        await IsReadyAgainAsync(shop);

        await server.PauseAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(shop, "ready"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(shop, "live"));
        await server.ResumeAsync();
        await IsReadyAgainAsync(shop);
    }

    // A connection from before may be found broken only when it is used.
    private static Task IsReadyAgainAsync(Shop shop) =>
        Until.TrueAsync("the host is ready again", async _ => await AskAsync(shop, "ready") == HttpStatusCode.OK);

    private static async Task<HttpStatusCode> AskAsync(Shop shop, string what)
    {
        using var answer = await shop.SendAsync("GET", "/health/" + what, null);
        return answer.StatusCode;
    }
}
