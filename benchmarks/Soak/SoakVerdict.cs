using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>
/// Whether a soak was flat: the mean of its last third beside the mean of the third before, after the first third, the warm-up.
/// </summary>
internal sealed class SoakVerdict
{
    private readonly List<string> _faults = [];

    public SoakVerdict(IReadOnlyList<SoakMinute> minutes, SoakTotals totals)
    {
        var third = minutes.Count / 3;
        if (third == 0)
        {
            _faults.Add("too short to tell");
            return;
        }

        var before = minutes.Skip(minutes.Count - (2 * third)).Take(third).ToArray();
        var after = minutes.Skip(minutes.Count - third).ToArray();
        Compare("resident memory", before, after, minute => minute.Process.ResidentBytes / 1048576.0, 1.10, 8);
        Compare("live heap", before, after, minute => minute.Host.LiveHeap / 1048576.0, 1.10, 2);
        Compare("handles", before, after, minute => minute.Process.Handles, 1.03, 20);
        Compare("threads", before, after, minute => minute.Process.Threads, 1.10, 4);
        var last = minutes[^1].Host;
        Check(last.Unobserved == 0, $"{last.Unobserved} unobserved exceptions");
        foreach (var (error, count) in last.Errors)
        {
            _faults.Add($"{count} x {error}");
        }

        Check(totals.Faults.Count == 0, $"{totals.Faults.Count} faults of clients, such as: {totals.Faults.FirstOrDefault()}");
        Check(totals.NotRecovered == 0, $"{totals.NotRecovered} clients could not catch up");
        Check(totals.Received > 0 && totals.Recovered > 0, "too little happened to tell");
    }

    public bool IsGood => _faults.Count == 0;

    public override string ToString() => IsGood ? "flat after warm-up; nothing lost, repeated or reordered" : string.Join("; ", _faults);

    private void Compare(string what, SoakMinute[] before, SoakMinute[] after, Func<SoakMinute, double> figure, double factor, double slack)
    {
        var (first, second) = (before.Average(figure), after.Average(figure));
        Check(second <= Math.Max(first * factor, first + slack), string.Create(CultureInfo.InvariantCulture, $"{what} grew from {first:n1} to {second:n1}"));
    }

    private void Check(bool isGood, string fault)
    {
        if (!isGood)
        {
            _faults.Add(fault);
        }
    }
}
