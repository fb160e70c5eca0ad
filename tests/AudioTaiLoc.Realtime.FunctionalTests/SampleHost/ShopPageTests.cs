using System.Net;
using System.Text.RegularExpressions;
using AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;
using Microsoft.Playwright;

namespace AudioTaiLoc.Realtime.FunctionalTests.SampleHost;

/// <summary>The page in a real browser: two customers and a staff member, each in a context of their own.</summary>
[Collection(WithBrowser.Name)]
public sealed class ShopPageTests(Browser browser)
{
    [Fact]
    public async Task An_order_changed_by_staff_reaches_one_customer_and_not_the_other()
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");
        var binh = await LogInAsync(shop, "Binh");
        var staff = await shop.LogInAsync("staff@example.com");
        await an.Locator("[data-order=order_123][data-status=confirmed]").WaitForAsync();
        await binh.Locator("[data-order=order_456][data-status=pending]").WaitForAsync();

        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"shipped","data":{"trackingNumber":"<i>ABC123</i>"}}""");

        await an.Locator("[data-order=order_123][data-status=shipped]").WaitForAsync();
        await an.Locator(".toast", new PageLocatorOptions { HasText = "Now shipped." }).WaitForAsync();
        await an.GetByText("<i>ABC123</i>").WaitForAsync();

        // What is broadcast after the change comes after it, on every connection.
        await shop.DoAsync("POST", "/api/v1/broadcast", staff, """{"event":"maintenance","payload":{"message":"Tonight at ten"}}""");
        await binh.Locator(".toast", new PageLocatorOptions { HasText = "Tonight at ten" }).WaitForAsync();
        Assert.Equal(1, await binh.Locator(".toast").CountAsync());
        Assert.Equal(0, await binh.GetByText("order_123").CountAsync());
    }

    [Fact]
    public async Task Staff_changes_an_order_on_the_page_and_the_customer_sees_it()
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");
        var staff = await LogInAsync(shop, "Tai Loc");

        await staff.Locator("[data-order=order_123]").GetByLabel("Status").SelectOptionAsync("delivered");
        await staff.Locator("[data-order=order_123]").GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();

        await an.Locator("[data-order=order_123][data-status=delivered]").WaitForAsync();
        await staff.Locator("[data-order=order_123][data-status=delivered]").WaitForAsync();
    }

    [Fact]
    public async Task A_message_goes_from_one_to_the_other_and_is_reported_read()
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");
        var binh = await LogInAsync(shop, "Binh");
        await an.GetByRole(AriaRole.Link, new() { Name = "Chat" }).ClickAsync();
        await binh.GetByRole(AriaRole.Link, new() { Name = "Chat" }).ClickAsync();

        await an.GetByLabel("Message", new() { Exact = true }).FillAsync("Hello, can you help me choose headphones?");
        await an.Keyboard.PressAsync("Enter");

        await binh.Locator(".bubble", new PageLocatorOptions { HasText = "choose headphones?" }).WaitForAsync();
        await an.GetByText("Read by Binh").WaitForAsync();
    }

    [Fact]
    public async Task A_page_that_lost_its_connection_gets_what_it_missed_once()
    {
        await using var shop = await StartWithPageAsync();
        var staff = await shop.LogInAsync("staff@example.com");
        var page = await browser.NewPageAsync();
        var sockets = new Stack<(IWebSocketRoute Here, IWebSocketRoute There)>();
        await page.RouteWebSocketAsync(new Regex("/api/v1/realtime"), route => sockets.Push((route, route.ConnectToServer())));
        await LogInAsync(shop, page, "An");
        await page.Locator("[data-order=order_123][data-status=confirmed]").WaitForAsync();
        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"processing"}""");
        await page.Locator(".toast", new PageLocatorOptions { HasText = "Now processing." }).WaitForAsync();

        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/v1/realtime/negotiate*", async route =>
        {
            await changed.Task;
            await route.ContinueAsync();
        });
        var (here, there) = sockets.Pop();
        await there.CloseAsync();
        await here.CloseAsync();
        await page.Locator(".connection-reconnecting").WaitForAsync();
        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"shipped"}""");
        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", staff, """{"status":"delivered"}""");
        changed.SetResult();

        await page.Locator("[data-order=order_123][data-status=delivered]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Notifications, 3 unread") }).ClickAsync();
        Assert.Equal(
            ["Now delivered.", "Now shipped.", "Now processing."],
            await page.Locator(".notice p:not(.notice-title)").AllTextContentsAsync());
    }

    [Fact]
    public async Task The_other_wire_is_chosen_in_the_header_and_brings_the_same()
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");

        await an.GetByText("Socket.IO", new() { Exact = true }).ClickAsync();
        await an.Locator(".connection-connected", new PageLocatorOptions { HasTextRegex = new Regex("Socket.IO · [0-9]+ ms") }).WaitForAsync();
        await shop.DoAsync("PUT", "/api/v1/orders/order_123/status", await shop.LogInAsync("staff@example.com"), """{"status":"shipped"}""");

        await an.Locator("[data-order=order_123][data-status=shipped]").WaitForAsync();
        await an.Locator(".toast", new PageLocatorOptions { HasText = "Now shipped." }).WaitForAsync();
    }

    [Fact]
    public async Task A_customer_who_is_disconnected_is_told_why_and_may_come_back()
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");

        var staff = await shop.LogInAsync("staff@example.com");
        await shop.DoAsync("POST", "/api/v1/users/user_123/disconnect", staff, """{"reason":"Closing time"}""");
        await an.GetByText("You were disconnected: Closing time").WaitForAsync();
        await an.GetByRole(AriaRole.Button, new() { Name = "Connect again" }).ClickAsync();

        await an.Locator(".connection-connected").WaitForAsync();
    }

    private static async Task<Shop> StartWithPageAsync()
    {
        Requirement.Chromium.Get();
        var shop = await Shop.StartAsync();
        using var page = await shop.SendAsync("GET", "/", null);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(
            "script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single());
        if (!(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("id=\"app\"", StringComparison.Ordinal))
        {
            await shop.DisposeAsync();
            Requirement.Node.Get();
            Assert.Fail("The page is not built: build samples/SampleHost with Node.js.");
        }

        return shop;
    }

    private async Task<IPage> LogInAsync(Shop shop, string name)
    {
        var page = await browser.NewPageAsync();
        await LogInAsync(shop, page, name);
        return page;
    }

    private static async Task LogInAsync(Shop shop, IPage page, string name)
    {
        page.PageError += (_, error) => TestContext.Current.AddWarning(error);
        await page.GotoAsync(shop.Url);
        await page.Locator(".demo", new PageLocatorOptions { HasText = name }).First.ClickAsync();
        await page.Locator(".connection-connected").WaitForAsync();
    }
}
