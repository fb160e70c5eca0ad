using AudioTaiLoc.Realtime;
using AudioTaiLoc.Realtime.BenchHost;

// The library as a server under test: authorization, the log and replay are on; tokens and rate limits are off.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");
builder.Services.AddAuthentication(EveryoneAuthentication.Scheme)
    .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, EveryoneAuthentication>(EveryoneAuthentication.Scheme, null);
builder.Services.AddAudioTaiLocRealtime(options =>
{
    options.Namespace = Environment.GetEnvironmentVariable("NS") ?? options.Namespace;
    options.RateLimit.IsEnabled = false;
    options.Presence.Audience = PresenceAudience.Nobody;
}).AddRoomAuthorizer<EveryoneAuthorizer>();

var app = builder.Build();
app.MapAudioTaiLocRealtime();
app.MapGet("/bench/clock", () => new { ns = BenchOrder.Nanoseconds() });
app.MapPost("/bench/publish", async (BenchRequest request, IRealtimeService realtime) =>
{
    await BenchPublisher.PublishAsync(request, realtime);
    return new { published = request.Count };
});
app.Run();
