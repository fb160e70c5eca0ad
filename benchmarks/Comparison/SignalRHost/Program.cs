using AudioTaiLoc.Realtime.BenchHost;
using AudioTaiLoc.Realtime.Comparison.SignalRHost;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;

// Plain SignalR: groups as rooms. No tokens, no store, no limits, nothing to catch up from. With --authenticate=true it asks who a
// client is, as BenchHost does.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");
builder.Services.AddSignalR();
var authenticates = builder.Configuration.GetValue<bool>("authenticate");
if (authenticates)
{
    builder.Services.AddAuthentication(EveryoneAuthentication.Scheme)
        .AddScheme<AuthenticationSchemeOptions, EveryoneAuthentication>(EveryoneAuthentication.Scheme, null);
}

var app = builder.Build();
var shop = app.MapHub<ShopHub>(Environment.GetEnvironmentVariable("NS") ?? "/api/v1/realtime");
if (authenticates)
{
    shop.RequireAuthorization();
}

app.MapPost("/bench/publish", async (OrderReference order, IHubContext<ShopHub> hub) =>
{
    await hub.Clients.Group(ShopHub.OrderRoom(order.OrderId)).SendAsync("order:updated", new
    {
        order.OrderId,
        Status = "shipped",
        Data = new { Total = 299.99, ItemCount = 2, CustomerEmail = "user@example.com", Note = new string('x', 60), BenchSeq = 0, BenchNs = 0 },
        Timestamp = DateTimeOffset.UtcNow,
    });
    return new { published = 1 };
});
app.Run();
