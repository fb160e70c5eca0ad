using AudioTaiLoc.Realtime.ConformanceHost;
using AudioTaiLoc.Realtime.EngineIo;
using AudioTaiLoc.Realtime.SocketIo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// What the public conformance suites of Engine.IO and Socket.IO expect to find, served by the library's own protocol layers.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://*:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");
builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()));
WebApplication app = builder.Build();
app.UseCors();
ILoggerFactory loggers = app.Services.GetRequiredService<ILoggerFactory>();

var engineOptions = new EngineIoOptions
{
    PingInterval = TimeSpan.FromMilliseconds(300),
    PingTimeout = TimeSpan.FromMilliseconds(int.Parse(Environment.GetEnvironmentVariable("PING_TIMEOUT") ?? "200", null)),
    MaxPayload = 1_000_000,
    CompressionThreshold = Environment.GetEnvironmentVariable("COMPRESS") is { } bytes ? int.Parse(bytes, null) : null,
};
var engine = new EngineIoServer(engineOptions, new EngineIoEcho(), TimeProvider.System, loggers.CreateLogger<EngineIoServer>());
var socketOptions = new SocketIoOptions { ConnectTimeout = TimeSpan.FromSeconds(1) };
var sockets = new SocketIoServer(socketOptions, engineOptions, new SocketIoEcho(), TimeProvider.System, loggers);

app.Map("/engine.io", engine.HandleAsync);
app.Map("/socket.io", sockets.HandleAsync);
app.Lifetime.ApplicationStopping.Register(() =>
{
    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
    Task.WaitAll(engine.StopAsync(patience.Token), sockets.StopAsync(patience.Token));
});

await app.RunAsync();
await engine.DisposeAsync();
await sockets.DisposeAsync();
