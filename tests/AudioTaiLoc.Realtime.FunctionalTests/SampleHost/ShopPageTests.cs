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

    [Theory]
    [InlineData("SignalR")]
    [InlineData("Socket.IO")]
    public async Task Receipts_and_unread_counts_are_right_also_after_a_reload(string wire)
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");
        var binh = await LogInAsync(shop, "Binh");
        foreach (var page in new[] { an, binh })
        {
            await ChooseAsync(page, wire);
        }

        var badge = binh.Locator(".places .count");
        await an.GetByRole(AriaRole.Link, new() { Name = "Chat" }).ClickAsync();
        await SayAsync(an, "one");
        await SayAsync(an, "two");
        await binh.Locator(".places .count", new PageLocatorOptions { HasText = "2" }).WaitForAsync();
        await an.GetByText("Delivered to Binh").Last.WaitForAsync();
        await an.ReloadAsync();
        await an.GetByText("Delivered to Binh").Last.WaitForAsync();
        Assert.Equal(0, await an.GetByText("Read by Binh").CountAsync());

        await binh.ReloadAsync();
        await binh.Locator(".places .count", new PageLocatorOptions { HasText = "2" }).WaitForAsync();
        await binh.GetByRole(AriaRole.Link, new() { Name = "Chat" }).ClickAsync();
        await badge.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await an.GetByText("Read by Binh").Nth(1).WaitForAsync();
        await an.ReloadAsync();
        await an.GetByText("Read by Binh").Nth(1).WaitForAsync();

        // Away from the chat again, what comes is counted again.
        await binh.GetByRole(AriaRole.Link, new() { Name = "Orders" }).ClickAsync();
        await SayAsync(an, "three");
        await binh.Locator(".places .count", new PageLocatorOptions { HasText = "1" }).WaitForAsync();
        await an.GetByText("Delivered to Binh").WaitForAsync();
        Assert.Equal(2, await an.GetByText("Read by Binh").CountAsync());
    }

    [Fact]
    public async Task The_inbox_holds_what_came_while_logged_out_until_it_is_read()
    {
        await using var shop = await StartWithPageAsync();
        var staff = await shop.LogInAsync("staff@example.com");
        await shop.DoAsync("POST", "/api/v1/notifications", staff, """{"userIds":["user_123"],"type":"sale","title":"Sale","message":"Tomorrow"}""");
        var an = await LogInAsync(shop, "An");
        await an.GetByRole(AriaRole.Button, new() { Name = "Notifications, 1 unread" }).WaitForAsync();
        await shop.DoAsync("POST", "/api/v1/notifications", staff, """{"userIds":["user_123"],"type":"sale","title":"Live","message":"Now"}""");

        await an.GetByRole(AriaRole.Button, new() { Name = "Notifications, 2 unread" }).ClickAsync();
        await an.Locator(".notice[data-inbox]", new PageLocatorOptions { HasText = "Live" }).WaitForAsync();
        Assert.Equal(["Live", "Sale"], await an.Locator(".notice-title").EvaluateAllAsync<string[]>("all => all.map(one => one.firstChild.data)"));
        Assert.Equal(1, await an.Locator(".notice", new PageLocatorOptions { HasText = "While you were away" }).CountAsync());
        await an.GetByRole(AriaRole.Button, new() { Name = "Mark as read: Sale" }).ClickAsync();
        await an.GetByText("1 unread", new() { Exact = true }).WaitForAsync();

        // The next log-in sees what the shop has kept.
        var again = await LogInAsync(shop, "An");
        await again.GetByRole(AriaRole.Button, new() { Name = "Notifications, 1 unread" }).WaitForAsync();
    }

    [Fact]
    public async Task Over_socket_io_a_broadcast_of_any_name_is_shown()
    {
        await using var shop = await StartWithPageAsync();
        var an = await LogInAsync(shop, "An");
        await ChooseAsync(an, "Socket.IO");

        await shop.DoAsync("POST", "/api/v1/broadcast", await shop.LogInAsync("staff@example.com"), """{"event":"flash_mob","payload":{"where":"in front"}}""");

        await an.Locator(".toast", new PageLocatorOptions { HasText = "where: in front" }).WaitForAsync();
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

        await ChooseAsync(an, "Socket.IO");
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
            Assert.Fail("The page is not built: build samples/SampleHost with Node.js 20.19 (or a later 20), or 22.12 or newer.");
        }

        return shop;
    }

    /// <summary>Takes the wire in the page's header, and waits until it is connected over it. Beside the choice, the wire's name also stands where the connection is shown.</summary>
    private static async Task ChooseAsync(IPage page, string wire)
    {
        await page.GetByRole(AriaRole.Group, new() { Name = "Wire" }).GetByText(wire, new() { Exact = true }).ClickAsync();
        await page.Locator(".connection-connected", new PageLocatorOptions { HasTextRegex = new Regex(Regex.Escape(wire) + " · [0-9]+ ms") }).WaitForAsync();
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".bubble", new PageLocatorOptions { HasTextRegex = new Regex($"^{text}$") }).WaitForAsync();
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
