using System.Globalization;
using AudioTaiLoc.Realtime.Comparison;

// benchmarks/Comparison <folder of the repository> [repetitions]
if (args.Length == 0 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("Say where the repository is. ./bench.sh compare does.");
    return 2;
}

var repetitions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var servers = ComparedServer.All(args[0]);
var results = new ComparisonTable(servers);
foreach (var scenario in Scenario.All)
{
    // A B C A B C: what else the machine does meets all of them.
    for (var repetition = 0; repetition < repetitions; repetition++)
    {
        foreach (var server in servers)
        {
            await using var running = await RunningServer.StartAsync(server);
            foreach (var (figure, value) in await scenario.RunAsync(running))
            {
                results.Add(scenario, server, figure, value);
            }
        }
    }

    results.Print(scenario);
}

return 0;
