using System.Diagnostics;
using System.Globalization;
using AudioTaiLoc.Realtime.Cluster.Tests.Faults;

namespace AudioTaiLoc.Realtime.Cluster.Tests;

/// <summary>
/// Whatever fails of three host processes, Redis and nginx: no client loses an event, gets one twice or in another order, unless it
/// is told so. What a publisher was not told of may be there once or not at all, the same for all clients.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Nodes = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_lose_nothing_and_get_nothing_twice_whatever_fails()
    {
        await using var run = await FaultRun.StartAsync(Cancellation);
        List<string> failed = [];
        for (var seed = FaultSettings.FirstSeed; seed < FaultSettings.FirstSeed + FaultSettings.Runs; seed++)
        {
            var begun = Stopwatch.GetTimestamp();
            var plan = Fault.Draw(seed, FaultSettings.FaultsPerRun, Nodes);
            IReadOnlyList<string> found;
            try
            {
                found = await run.RunAsync(seed, plan, Cancellation);
            }
            catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
            {
                throw new InvalidOperationException($"{Tell(seed, plan)}: {exception.Message}\n{string.Join('\n', run.NodeOutput().TakeLast(60))}", exception);
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Tell(seed, plan)}: {found.Count} faults, {Stopwatch.GetElapsedTime(begun).TotalSeconds:n1} s; so far {run.Totals}"));
            foreach (var fault in found.Take(20))
            {
                output.WriteLine(fault);
                failed.Add($"{Tell(seed, plan)}: {fault}");
            }
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(60)));
    }

    private static string Tell(int seed, IReadOnlyList<Fault> plan) =>
        string.Create(CultureInfo.InvariantCulture, $"AUDIOTAILOC_FAULT_SEED={seed} ({string.Join(", ", plan)})");
}
