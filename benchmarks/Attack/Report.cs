using System.Globalization;

namespace AudioTaiLoc.Realtime.Attack;

/// <summary>What the run showed, for a person; the exit code is for a machine.</summary>
internal static class Report
{
    /// <returns>0 when every client got everything in order, every attacker was refused and memory stayed below the bound.</returns>
    public static int Write(
        AttackRun run, (List<double> Calls, List<double> Events) quiet, (List<double> Calls, List<double> Events) loud, int boundInMiB)
    {
        Say($"{run.Honest.Count} clients that behave, {run.Attackers.Count} that do not; {run.Published} events to each of the rooms");
        Say($"{"milliseconds",-14} {"samples",9} {"median",8} {"p99",8}   {"attacked",9} {"median",8} {"p99",8}   ratio of medians, of p99");
        WriteLine("calls", quiet.Calls, loud.Calls);
        WriteLine("events", quiet.Events, loud.Events);
        foreach (var attacker in run.Attackers)
        {
            var codes = string.Join(", ", attacker.Codes.OrderBy(code => code.Key, StringComparer.Ordinal).Select(code => $"{code.Key} × {code.Value}"));
            Say($"{(attacker.IsAnswered ? "refused" : "NOT REFUSED"),-12} {attacker.Name,-36} {codes}");
        }

        var whole = run.Honest.Count(client => client.Received == run.Published && client is { Disordered: 0, IsEnded: false } && !client.Codes.Any());
        var peak = run.Server.PeakMemory / (1024 * 1024);
        Say($"clients that got every event in order, and no refusal: {whole} of {run.Honest.Count}");
        Say($"server memory at its peak: {peak} MiB (bound {boundInMiB})");
        return whole == run.Honest.Count && run.Attackers.All(attacker => attacker.IsAnswered) && peak < boundInMiB ? 0 : 1;
    }

    private static void WriteLine(string name, List<double> quiet, List<double> loud)
    {
        quiet.Sort();
        loud.Sort();
        Say($"{name,-14} {quiet.Count,9} {At(quiet, 0.5),8:f2} {At(quiet, 0.99),8:f2}   {loud.Count,9} {At(loud, 0.5),8:f2} {At(loud, 0.99),8:f2}   {At(loud, 0.5) / At(quiet, 0.5):f2}, {At(loud, 0.99) / At(quiet, 0.99):f2}");
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)((sorted.Count - 1) * share)];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
