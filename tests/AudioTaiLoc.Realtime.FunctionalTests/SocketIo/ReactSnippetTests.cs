using System.Diagnostics;
using System.Text.Json;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.FunctionalTests.SocketIo;

/// <summary>The design document's React component, word for word (tests/node/react/OrderTracker.jsx), in a browser.</summary>
[Collection(WithBrowser.Name)]
public sealed class ReactSnippetTests(Browser browser)
{
    [Fact]
    public async Task The_order_tracker_shows_the_new_status()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var bundle = await BundleAsync();
        var script = "";
        await using var host = await RealtimeHost.StartAsync(options => options.Presence.ReconnectGrace = TimeSpan.Zero, map: app =>
        {
            app.MapGet("/", () => Results.Content("<!doctype html><div id=\"root\"></div><script src=\"/page.js\"></script>", "text/html"));
            app.MapGet("/page.js", () => Results.Content(script, "text/javascript"));
        });
        await host.SeedAsync();
        script = bundle.Replace("http://localhost:3000/", host.Url + "/", StringComparison.Ordinal);
        using var calls = new HandledCalls(host);
        await using var log = await LogWatch.StartAsync(host);
        var page = await browser.NewPageAsync();
        var shop = JsonSerializer.Serialize(new { orderId = "order_123", token = host.Token("user_123") });
        await page.AddInitScriptAsync($"window.shop = {shop};");

        await page.GotoAsync(host.Url + "/");
        await page.GetByText("Order Status: pending").WaitForAsync();
        await calls.ReachAsync("order:subscribe");
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "shipped", cancellationToken: cancellation);
        await page.GetByText("Order Status: shipped").WaitForAsync();
        await host.Realtime.NotifyOrderStatusChangeAsync("order_123", "delivered", cancellationToken: cancellation);
        await page.GetByText("Order Status: delivered").WaitForAsync();

        await page.EvaluateAsync("window.shop.leave()");
        await calls.ReachAsync("order:unsubscribe");
        await log.PresenceAsync("user:offline", "user_123");
    }

    private static async Task<string> BundleAsync()
    {
        using var node = Process.Start(new ProcessStartInfo(Requirement.Node.Get(), ["react/bundle.mjs"])
        {
            WorkingDirectory = Requirement.NodeClients.Get(),
            RedirectStandardOutput = true,
        })!;
        var bundle = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, node.ExitCode);
        return bundle;
    }
}
