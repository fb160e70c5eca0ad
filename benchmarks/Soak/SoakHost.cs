using AudioTaiLoc.Realtime.EntityFrameworkCore;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>A shop's host: JWT, presence, grants and chat in SQLite, limits per user on. What it keeps is bounded, so that a leak shows.</summary>
internal static class SoakHost
{
    // Reached within minutes, where the default would still be filling for the first ten.
    private const int LogEntries = 20_000;

    public static async Task RunAsync()
    {
        var world = new SoakWorld(int.Parse(Variable(SoakWorld.ClientsVariable), System.Globalization.CultureInfo.InvariantCulture));
        var figures = new HostFigures();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(figures);
        builder.WebHost.UseUrls($"http://127.0.0.1:{Variable(SoakWorld.PortVariable)}");
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                IssuerSigningKey = new SymmetricSecurityKey(Convert.FromHexString(Variable(SoakWorld.KeyVariable))),
                ValidateIssuer = false,
                ValidateAudience = false,
                ClockSkew = TimeSpan.Zero,
            };
        });
        builder.Services.AddAudioTaiLocRealtime(options =>
        {
            options.EventLog.MaximumEntries = LogEntries;
            options.Notifications.InboxSize = 20;
            // All clients come from one address.
            options.RateLimit.ConnectionsPerAddress = 0;
            options.RateLimit.HandshakesPerSecond = 0;
        }).UseEntityFrameworkCore(database => database.UseSqlite($"Data Source={Variable(SoakWorld.DataVariable)};Default Timeout=10"));
        builder.Services.AddHostedService(provider => new SoakShop(world, provider.GetRequiredService<IRealtimeService>(), figures));

        await using var app = builder.Build();
        await using (var context = await app.Services.GetRequiredService<IDbContextFactory<RealtimeDbContext>>().CreateDbContextAsync())
        {
            await context.Database.MigrateAsync();
        }

        await GrantAsync(world, app.Services);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAudioTaiLocRealtime();
        app.MapGet("/soak/figures", figures.Read);
        await app.RunAsync();
    }

    private static async Task GrantAsync(SoakWorld world, IServiceProvider services)
    {
        var access = services.GetRequiredService<IRoomAccess>();
        var conversations = services.GetRequiredService<IConversations>();
        var members = Enumerable.Range(0, world.Users).ToLookup(world.Conversation, SoakWorld.User);
        foreach (var conversation in members)
        {
            await conversations.CreateAsync(conversation.Key, null, [.. conversation]);
        }

        for (var user = 0; user < world.Users; user++)
        {
            // With an end that lies beyond the run: what waits for it must not wait for each connection there has been.
            await access.GrantAsync(RealtimeRooms.Order(SoakWorld.Order(user)), SoakWorld.User(user), DateTimeOffset.UtcNow.AddDays(1));
        }
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
