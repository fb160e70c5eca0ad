using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting.Server;

namespace AudioTaiLoc.Realtime.Micro.Wires;

/// <summary>A host as an app has it, with clients of one wire, on a server without sockets.</summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private const int LogEntries = 4096;

    private readonly WebApplication _app;
    private readonly WireKind _wire;
    private readonly List<ClientStream> _clients = [];

    private BenchApp(WebApplication app, WireKind wire)
    {
        _app = app;
        _wire = wire;
    }

    public IServiceProvider Services => _app.Services;

    public IRealtimeService Realtime => Services.GetRequiredService<IRealtimeService>();

    /// <summary>What has been written to all clients.</summary>
    public Arrivals Arrivals { get; } = new();

    public static async Task<BenchApp> StartAsync(WireKind wire, int connections)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer, InMemoryServer>();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(BenchUser.Scheme).AddScheme<AuthenticationSchemeOptions, BenchUser>(BenchUser.Scheme, null);
        builder.Services.AddAudioTaiLocRealtime(options =>
        {
            options.PingInterval = options.PingTimeout = TimeSpan.FromHours(1);
            options.RateLimit.IsEnabled = false;
            options.Presence.Audience = PresenceAudience.Nobody;
            options.EventLog.MaximumEntries = LogEntries;
        });
        var app = builder.Build();
        app.MapAudioTaiLocRealtime();
        await app.StartAsync();
        var bench = new BenchApp(app, wire);
        await app.Services.GetRequiredService<IRoomAccess>().GrantAsync("order:bench", BenchUser.Id);
        for (var i = 0; i < connections; i++)
        {
            bench.Connect();
        }

        // The log is full from here on: what a new entry takes, an old one gives back.
        for (var i = 0; i < LogEntries; i++)
        {
            await bench.Realtime.SendEventToRoomAsync("order:nobody", "filler", new { number = i });
        }

        return bench;
    }

    /// <summary>Has a client send a frame.</summary>
    public void Push(byte[] frame) => _clients[0].Push(frame);

    /// <summary>Has a client call and waits for the answer.</summary>
    public void Call(byte[] frame)
    {
        Arrivals.Expect(1);
        Push(frame);
        Arrivals.Wait();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Arrivals.Dispose();
    }

    private void Connect()
    {
        var stream = new ClientStream(_wire, Arrivals);
        var server = (InMemoryServer)Services.GetRequiredService<IServer>();
        Arrivals.Expect(1);
        if (_wire == WireKind.SocketIo)
        {
            _ = server.RunAsync(UpgradeRequest.Create("/socket.io/", "?EIO=4&transport=websocket", stream));
            stream.Push(ClientFrame.Text($"40{ClientFrame.Namespace}," + "{}"));
        }
        else
        {
            _ = server.RunAsync(UpgradeRequest.Create(ClientFrame.Namespace, "", stream));
            stream.Push(ClientFrame.Text("{\"protocol\":\"json\",\"version\":1}\u001e"));
        }

        Arrivals.Wait();
        Arrivals.Expect(1);
        stream.Push(ClientFrame.Call(_wire, "order:subscribe", """{"orderId":"bench"}"""));
        Arrivals.Wait();
        _clients.Add(stream);
    }
}
