using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

[Collection(WithBrowser.Name)]
public sealed class BrowserTests(Browser browser)
{
    [Fact]
    public async Task A_page_from_Kestrel_runs_its_script()
    {
        await using var server = await KestrelServer.StartAsync(_ => { }, app =>
        {
            app.MapGet("/", () => Results.Content(
                "<!doctype html><p>waiting</p><script>fetch('/price').then(r => r.text()).then(t => document.querySelector('p').textContent = t)</script>",
                "text/html"));
            app.MapGet("/price", () => Results.Text("299.99"));
        });
        var page = await browser.NewPageAsync();

        await page.GotoAsync(server.Url + "/");
        await page.GetByText("299.99").WaitForAsync();

        Assert.Equal("299.99", await page.Locator("p").TextContentAsync());
    }

    [Fact]
    public async Task Pages_share_no_storage()
    {
        await using var server = await KestrelServer.StartAsync(_ => { }, app => app.MapGet("/", () => Results.Content("<p>shop</p>", "text/html")));
        var one = await browser.NewPageAsync();
        var other = await browser.NewPageAsync();
        await one.GotoAsync(server.Url + "/");
        await other.GotoAsync(server.Url + "/");

        await one.EvaluateAsync("localStorage.setItem('token', 'mine')");

        Assert.Equal("mine", await one.EvaluateAsync<string?>("localStorage.getItem('token')"));
        Assert.Null(await other.EvaluateAsync<string?>("localStorage.getItem('token')"));
    }
}
