using System.Globalization;

namespace AudioTaiLoc.Realtime.Comparison;

/// <summary>Medians, and how they stand to those of the server that each is compared with.</summary>
internal sealed class ComparisonTable(IReadOnlyList<ComparedServer> servers)
{
    private readonly Dictionary<(Scenario Scenario, ComparedServer Server, string Figure), List<double>> _values = [];

    public void Add(Scenario scenario, ComparedServer server, string figure, double value)
    {
        if (!_values.TryGetValue((scenario, server, figure), out var values))
        {
            _values[(scenario, server, figure)] = values = [];
        }

        values.Add(value);
    }

    public void Print(Scenario scenario)
    {
        Console.WriteLine();
        Console.WriteLine(scenario.Description);
        Console.WriteLine();
        string[] figures = [.. _values.Keys.Where(key => key.Scenario == scenario).Select(key => key.Figure).Distinct()];
        Console.WriteLine($"| server | {string.Join(" | ", figures.Select(figure => figure + " | ratio"))} |");
        Console.WriteLine($"|---|{string.Concat(figures.Select(_ => "---:|---:|"))}");
        foreach (var server in servers)
        {
            var reference = servers.Single(other => other.Name == server.Base);
            var cells = figures.Select(figure =>
            {
                var median = Median(scenario, server, figure);
                return string.Create(CultureInfo.InvariantCulture, $"{median:n2} | {median / Median(scenario, reference, figure):n2}");
            });
            Console.WriteLine($"| {server.Name} | {string.Join(" | ", cells)} |");
        }
    }

    private double Median(Scenario scenario, ComparedServer server, string figure)
    {
        var sorted = _values[(scenario, server, figure)].Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
