using System.Diagnostics;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>One room; an update is published when all clients have the one before.</summary>
internal sealed class FanOutScenario : Scenario
{
    private const int Clients = 200;
    private const int WarmUp = 300;
    private const int Updates = 500;

    public override string Description => $"fan-out: {Updates} updates, one after another, to {Clients} clients in one room";

    public override async Task<IReadOnlyList<(string Figure, double Value)>> RunAsync(RunningServer server)
    {
        var missing = 0;
        var all = new SemaphoreSlim(0);
        var clients = await server.ConnectAsync(Clients, (_, name, _) =>
        {
            if (name == "order:updated" && Interlocked.Decrement(ref missing) == 0)
            {
                all.Release();
            }
        });
        foreach (var client in clients)
        {
            await CallAsync(client, "order:subscribe", new { orderId = "bench" });
        }

        var cpu = TimeSpan.Zero;
        var latencies = new List<double>(Updates);
        for (var update = -WarmUp; update < Updates; update++)
        {
            cpu = update == 0 ? server.CpuTime() : cpu;
            Volatile.Write(ref missing, Clients);
            var started = Stopwatch.GetTimestamp();
            await server.PublishAsync("bench");
            if (!await all.WaitAsync(TimeSpan.FromSeconds(30)))
            {
                throw new TimeoutException($"{Volatile.Read(ref missing)} deliveries are missing.");
            }

            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var used = server.CpuTime() - cpu;
        latencies.RemoveRange(0, WarmUp);
        latencies.Sort();
        return [("server CPU per delivery, us", used.TotalMicroseconds / (Updates * Clients)), ("publish to last client p50, ms", latencies[Updates / 2])];
    }
}
