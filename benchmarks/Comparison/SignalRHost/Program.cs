using AudioTaiLoc.Realtime.Comparison.SignalRHost;
using Microsoft.AspNetCore.SignalR;

// Plain SignalR: groups as rooms. No tokens, no store, no limits, nothing to catch up from.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");
builder.Services.AddSignalR();
var app = builder.Build();
app.MapHub<ShopHub>(Environment.GetEnvironmentVariable("NS") ?? "/api/v1/realtime");
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
