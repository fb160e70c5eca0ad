using System.Diagnostics;
using Microsoft.AspNetCore.Authentication;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>
/// The server under attack: the library with its default limits, or what configuration says. <c>/publish</c> sends event
/// number <c>n</c> to rooms, <c>/noise</c> large events to one room, <c>/stats</c> tells why connections were closed.
/// </summary>
internal static class AttackServer
{
    public const string NoiseProduct = "noise";

    private const int NoiseBytes = 16 * 1024;

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(Array.Empty<string>());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication(TokenIsUser.Name).AddScheme<AuthenticationSchemeOptions, TokenIsUser>(TokenIsUser.Name, null);
        builder.Services.AddAuthorization();
        builder.Services.AddAudioTaiLocRealtime(options => options.Presence.Audience = PresenceAudience.Nobody);

        var app = builder.Build();
        app.MapAudioTaiLocRealtime();
        app.MapPost("/publish", async (int n, int rooms, IRealtimeService realtime) =>
        {
            for (var room = 0; room < rooms; room++)
            {
                await realtime.SendEventToRoomAsync(RoomOf(room), "tick", new { n, at = Stopwatch.GetTimestamp() });
            }
        });
        app.MapPost("/noise", async (int count, IRealtimeService realtime) =>
        {
            for (var i = 0; i < count; i++)
            {
                await realtime.SendEventToRoomAsync(RealtimeRooms.Product(NoiseProduct), "noise", new { padding = new string('x', NoiseBytes) });
            }
        });
        app.MapGet("/stats", (IRealtimeService realtime) => realtime.GetRealtimeStats().ClosedByCode);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());

        // Whoever started it ends it by closing its input.
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    /// <summary>The product that the clients of a room follow.</summary>
    public static string ProductOf(int room) => $"shared_{room}";

    private static string RoomOf(int room) => RealtimeRooms.Product(ProductOf(room));
}
