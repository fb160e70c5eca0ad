using AudioTaiLoc.Realtime.Micro.Wires;
using BenchmarkDotNet.Attributes;

namespace AudioTaiLoc.Realtime.Micro;

/// <summary>One order update from the host's call to the last client's stream. What grows with the connections is the cost of a delivery.</summary>
public class DispatchBenchmarks
{
    private static readonly object Data = new { total = 299.99, itemCount = 2, customerEmail = "user@example.com", note = new string('x', 60) };

    private BenchApp _app = null!;

    [Params(WireKind.SocketIo, WireKind.SignalR)]
    public WireKind Wire { get; set; }

    [Params(1, 10, 1000)]
    public int Connections { get; set; }

    [GlobalSetup]
    public void Setup() => _app = BenchApp.StartAsync(Wire, Connections).GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark]
    public void Update()
    {
        _app.Arrivals.Expect(Connections);
        _app.Realtime.NotifyOrderStatusChangeAsync("bench", "shipped", data: Data).GetAwaiter().GetResult();
        _app.Arrivals.Wait();
    }
}
