using AudioTaiLoc.Realtime;
using AudioTaiLoc.Realtime.Attack;
using AudioTaiLoc.Realtime.ClusterHost;
using AudioTaiLoc.Realtime.EntityFrameworkCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// One of several hosts of a fault run: --urls, --Redis, --Postgres and --Node say where and who it is.
var builder = WebApplication.CreateSlimBuilder(args);
var settings = builder.Configuration;
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(TokenIsUser.Name).AddScheme<AuthenticationSchemeOptions, TokenIsUser>(TokenIsUser.Name, null);
builder.Services.AddAudioTaiLocRealtime(options =>
{
    options.NodeId = settings["Node"]!;

    // All clients come from one address.
    options.RateLimit.IsEnabled = false;
})
    .UseRedis(settings["Redis"]!)
    .UseEntityFrameworkCore(database => database.UseNpgsql(settings["Postgres"]));

await using var app = builder.Build();
await using (var context = await app.Services.GetRequiredService<IDbContextFactory<RealtimeDbContext>>().CreateDbContextAsync())
{
    await context.Database.MigrateAsync();
}

app.UseAuthentication();
app.UseAuthorization();
app.MapAudioTaiLocRealtime();
app.MapHealthChecks("/health/ready");
app.MapPost("/grants", (RoomGrantKey[] grants, IRoomAccess access) => access.GrantManyAsync(grants));

// Answers for each event whether it is known to be published. One that is not may have been all the same.
app.MapPost("/publish", async (PublishRequest[] events, IRealtimeService realtime) =>
{
    var isDone = new bool[events.Length];
    for (var i = 0; i < events.Length; i++)
    {
        try
        {
            await realtime.NotifyOrderStatusChangeAsync(events[i].Order, "shipped", data: new { number = events[i].Number });
            isDone[i] = true;
        }
        catch (RealtimeException refusal) when (refusal.Code is RealtimeErrorCodes.Unavailable or RealtimeErrorCodes.ShuttingDown)
        {
            // Told to the publisher.
        }
    }

    return isDone;
});
await app.RunAsync();
