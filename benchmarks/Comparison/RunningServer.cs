using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>A server in a process of its own, on the first core where there are two, and what the kernel says of it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Namespace = "/api/v1/realtime";

    private const double TicksPerSecond = 100;

    private readonly ComparedServer _server;
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly List<IBenchClient> _clients = [];

    private RunningServer(ComparedServer server, Process process, Uri url)
    {
        _server = server;
        _process = process;
        Url = url;
        _http = new HttpClient { BaseAddress = url };
    }

    public Uri Url { get; }

    public static async Task<RunningServer> StartAsync(ComparedServer server)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var start = new ProcessStartInfo(server.Command[0], server.Command[1..]);
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["NS"] = Namespace;
        var self = Process.GetCurrentProcess();
        var isPinned = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;
        if (isPinned && OperatingSystem.IsLinux())
        {
            self.ProcessorAffinity = 1;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{server.Name} did not start.");
        if (isPinned && OperatingSystem.IsLinux())
        {
            self.ProcessorAffinity = 2;
        }

        var running = new RunningServer(server, process, new Uri($"http://127.0.0.1:{port}"));
        await running.StartedAsync();
        return running;
    }

    /// <summary>Connects clients, 32 at a time.</summary>
    public async Task<IReadOnlyList<IBenchClient>> ConnectAsync(int count, Action<int, string, JsonElement> received)
    {
        var first = _clients.Count;
        for (var next = first; next < first + count; next += 32)
        {
            _clients.AddRange(await Task.WhenAll(Enumerable.Range(next, Math.Min(32, first + count - next)).Select(index =>
            {
                void Received(string name, JsonElement payload) => received(index, name, payload);
                return _server.IsSignalR ? HubBenchClient.ConnectAsync(Url, Received) : SocketIoBenchClient.ConnectAsync(Url, Received);
            })));
        }

        return _clients[first..];
    }

    /// <summary>Publishes one update to an order's room.</summary>
    public async Task PublishAsync(string orderId)
    {
        using var answer = await _http.PostAsJsonAsync("/bench/publish", new { orderId, rooms = 1, count = 1 });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>CPU time that the server has used, of user and kernel.</summary>
    public TimeSpan CpuTime()
    {
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(fields[11..13].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    public double ResidentKiB() => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).AsSpan(6).Trim(" \tkB"),
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task StartedAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await PublishAsync("nobody");
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && clock.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(100);
            }
        }
    }
}
