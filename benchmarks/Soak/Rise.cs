using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>How fast a figure rose after the warm-up, and whether that is too fast, or not known well enough.</summary>
/// <param name="What">What it is a figure of.</param>
/// <param name="Unit">In what it is counted.</param>
/// <param name="Level">Where it was, in the middle.</param>
/// <param name="AnHour">What it rose in an hour.</param>
/// <param name="Allowed">The most that it may rise in an hour.</param>
internal sealed record Rise(string What, string Unit, double Level, Trend AnHour, double Allowed)
{
    /// <summary>It rises, and that is no chance.</summary>
    public bool IsTooFast => AnHour.Lowest > Allowed;

    /// <summary>It rises too fast, or would not have been seen to.</summary>
    public bool MayBeTooFast => AnHour.Highest > Allowed;

    /// <summary>Measures it.</summary>
    /// <param name="what">What it is a figure of.</param>
    /// <param name="unit">In what it is counted.</param>
    /// <param name="minutes">The minutes after the warm-up.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="share">The share of its level that it may rise in an hour.</param>
    /// <param name="atLeast">What it may rise in an hour however small it is.</param>
    public static Rise Of(string what, string unit, IReadOnlyList<SoakMinute> minutes, Func<SoakMinute, double> figure, double share, double atLeast)
    {
        var level = minutes.Select(figure).Order().ElementAt(minutes.Count / 2);
        return new(what, unit, level, Trend.Through([.. minutes.Select(minute => (minute.Minute / 60, figure(minute)))]), Math.Max(level * share, atLeast));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{What}: {Level:n1} {Unit}, an hour {AnHour} {Unit} (95 %), allowed {Allowed:n1}");
}
