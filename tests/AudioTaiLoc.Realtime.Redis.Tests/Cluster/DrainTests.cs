using System.Net;
using AudioTaiLoc.Realtime.Redis.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AudioTaiLoc.Realtime.Redis.Tests.Cluster;

/// <summary>A host that stops, as a deploy does it: its clients, npm's own and untouched, come back to another by themselves and go on.</summary>
public sealed class DrainTests(RedisServer server)
{
    private const int Before = 5;
    private const int After = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_clients_come_back_to_another_host_and_go_on_where_they_were(bool isSignal)
    {
        await using var cluster = await Cluster.StartAsync(server, 2);
        await using var line = new TcpRelay(AddressOf(cluster[0]));
        await cluster[0].Access.GrantAsync("order:order_123", "user_123", cancellationToken: Cancellation);
        await using var socketIo = new SocketIoNodeClient();
        await using var signalR = new SignalRNodeClient();
        var token = cluster[0].Token("user_123");
        var address = $"http://{line.Address}/api/v1/realtime";
        await signalR.OnAsync("order:updated");
        await signalR.ConnectAsync(address, token, withReconnect: true);
        await socketIo.ConnectAsync(address, new { token });
        object order = new { orderId = "order_123" };
        Assert.True((await signalR.InvokeAsync("order:subscribe", order)).Result.GetProperty("success").GetBoolean());
        Assert.True((await socketIo.EmitWithAckAsync("order:subscribe", order)).Result.GetProperty("success").GetBoolean());
        await PublishAsync(cluster[1], 0, Before);
        await TakeAsync(socketIo, 0, Before);
        var since = await TakeAsync(signalR, 0, Before);
        token = cluster[1].Token("user_123");
        await signalR.SetTokenAsync(token);
        await socketIo.SetAuthAsync(new { token });

        // What a proxy does that has seen the node not ready: new connections go elsewhere.
        line.Redirect(AddressOf(cluster[1]));
        await StopAsync(cluster[0], isSignal);

        Assert.Contains("shutting_down", (await signalR.NextAsync("reconnecting")).GetProperty("error").GetString(), StringComparison.Ordinal);
        await signalR.NextAsync("reconnected");
        Assert.True((await socketIo.ReconnectedAsync()).GetProperty("recovered").GetBoolean());
        await PublishAsync(cluster[1], Before, After);
        await TakeAsync(socketIo, Before, After);
        var again = await signalR.InvokeAsync("order:subscribe", new { orderId = "order_123", since });
        Assert.True(again.Result.GetProperty("recovered").GetBoolean());
        await TakeAsync(signalR, Before, After);
    }

    [Fact]
    public async Task A_host_that_stops_says_that_it_is_not_ready_and_takes_nobody_in()
    {
        var probe = new DrainProbe();
        await using var cluster = await Cluster.StartAsync(
            server, 1, build: services => services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(probe)));
        using var http = new HttpClient { BaseAddress = new Uri(cluster[0].Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", cluster[0].Token("user_123"));
        Dictionary<string, HttpStatusCode> seen = [];
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready", Cancellation)).StatusCode);

        probe.Look = async () =>
        {
            seen["ready"] = (await http.GetAsync("/health/ready", Cancellation)).StatusCode;
            seen["signalr"] = (await http.PostAsync("/api/v1/realtime/negotiate?negotiateVersion=1", null, Cancellation)).StatusCode;
            seen["socket.io"] = (await http.GetAsync("/socket.io/?EIO=4&transport=polling", Cancellation)).StatusCode;
        };
        await cluster[0].StopAsync();

        Assert.Equal(["ready", "signalr", "socket.io"], seen.Keys);
        Assert.All(seen.Values, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
    }

    private static string AddressOf(RealtimeHost host) => new Uri(host.Url).Authority;

    private static async Task StopAsync(RealtimeHost host, bool isSignal)
    {
        if (isSignal)
        {
            // What Ctrl+C and SIGTERM do; the host's own loop calls StopAsync after it.
            await Task.Run(host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication, Cancellation);
        }

        await host.StopAsync();
    }

    private static async Task PublishAsync(RealtimeHost host, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await host.Realtime.NotifyOrderStatusChangeAsync("order_123", $"{i}", cancellationToken: Cancellation);
        }
    }

    /// <returns>The last one's event id.</returns>
    private static async Task<string?> TakeAsync(NodeClient client, int first, int count)
    {
        string? last = null;
        for (var i = first; i < first + count; i++)
        {
            var payload = (await client.NextEventAsync("order:updated")).Args[0];
            Assert.Equal($"{i}", payload.GetProperty("status").GetString());
            last = payload.GetProperty("eventId").GetString();
        }

        return last;
    }
}
