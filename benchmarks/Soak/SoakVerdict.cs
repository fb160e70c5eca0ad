using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>
/// Whether a soak was flat. What comes after the first third, the warm-up, must not rise faster than a few percent an hour, and a
/// run that is too short to see that much does not pass. A step shows beside that: the last third's mean over the one before.
/// </summary>
internal sealed class SoakVerdict
{
    private readonly List<string> _faults = [];

    public SoakVerdict(IReadOnlyList<SoakMinute> minutes, SoakTotals totals)
    {
        var third = minutes.Count / 3;
        if (third > 0)
        {
            var warm = minutes.Skip(minutes.Count - (2 * third)).ToArray();
            Compare("resident memory", warm, third, minute => minute.Process.ResidentBytes / 1048576.0, 1.10, 8);
            Compare("live heap", warm, third, LiveHeap, 1.10, 2);
            Compare("threads", warm, third, minute => minute.Process.Threads, 1.10, 4);
            Rises =
            [
                Rise.Of("resident memory", " MiB", warm, minute => minute.Process.ResidentBytes / 1048576.0, 0.10, 8),
                Rise.Of("live heap", " MiB", warm, LiveHeap, 0.05, 2),
                // How many clients are there is chance. What the host has not closed after a client left stays among these.
                Rise.Of("handles beside the connections'", "", warm, minute => minute.Process.Handles - minute.Process.Established, 0.05, 10),
                Rise.Of("threads", "", warm, minute => minute.Process.Threads, 0.10, 4),
            ];
            _faults.AddRange(Rises.Where(rise => rise.IsTooFast).Select(rise => $"{rise.What} rises"));
        }

        var last = minutes[^1].Host;
        Check(last.Unobserved == 0, $"{last.Unobserved} unobserved exceptions");
        foreach (var (error, count) in last.Errors)
        {
            _faults.Add($"{count} x {error}");
        }

        Check(totals.Faults.Count == 0, $"{totals.Faults.Count} faults of clients, such as: {totals.Faults.FirstOrDefault()}");
        Check(totals.NotRecovered == 0, $"{totals.NotRecovered} clients could not catch up");
        Check(totals.Received > 0 && totals.Recovered > 0, "too little happened to tell");
        Outcome = _faults.Count > 0 ? SoakOutcome.Fail
            : third == 0 || Rises.Any(rise => rise.MayBeTooFast) ? SoakOutcome.TooShort
            : SoakOutcome.Pass;
    }

    public SoakOutcome Outcome { get; }

    /// <summary>How fast each figure rose.</summary>
    public IReadOnlyList<Rise> Rises { get; } = [];

    public override string ToString() => Outcome switch
    {
        SoakOutcome.Pass => "PASS: flat after warm-up; nothing lost, repeated or reordered",
        SoakOutcome.Fail => $"FAIL: {string.Join("; ", _faults)}",
        _ => $"TOO SHORT: nothing lost, repeated or reordered, but whether it is flat cannot be told of {string.Join(", ", Rises.Where(rise => rise.MayBeTooFast).Select(rise => rise.What))}",
    };

    private static double LiveHeap(SoakMinute minute) => minute.Host.LiveHeap / 1048576.0;

    private void Compare(string what, SoakMinute[] warm, int third, Func<SoakMinute, double> figure, double factor, double slack)
    {
        var (first, second) = (warm.Take(third).Average(figure), warm.Skip(third).Average(figure));
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
