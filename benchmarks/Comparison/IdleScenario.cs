namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>Connections that do nothing.</summary>
internal sealed class IdleScenario : Scenario
{
    private const int WarmUp = 200;
    private const int Clients = 1000;

    public override string Description => $"idle: {Clients} connections";

    public override async Task<IReadOnlyList<(string Figure, double Value)>> RunAsync(RunningServer server)
    {
        await server.ConnectAsync(WarmUp, static (_, _, _) => { });
        var (before, cpu) = (server.ResidentKiB(), server.CpuTime());
        await server.ConnectAsync(Clients, static (_, _, _) => { });
        var used = server.CpuTime() - cpu;
        // Time for what collects by itself.
        await Task.Delay(TimeSpan.FromSeconds(5));
        return [("resident KiB per connection", (server.ResidentKiB() - before) / Clients), ("server CPU per connect, us", used.TotalMicroseconds / Clients)];
    }
}
