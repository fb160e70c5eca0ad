using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>How fast a figure rose after the warm-up, and whether that is too fast, or not known well enough.</summary>
/// <param name="What">What it is a figure of.</param>
/// <param name="Unit">In what it is counted.</param>
/// <param name="Level">Where it was, in the middle.</param>
/// <param name="AnHour">What it rose in an hour.</param>
/// <param name="Lately">The same of the second half alone.</param>
/// <param name="Allowed">The most that it may rise in an hour.</param>
internal sealed record Rise(string What, string Unit, double Level, Trend AnHour, Trend Lately, double Allowed)
{
    /// <summary>It rises, that is no chance, and it goes on: what levels off was warm-up.</summary>
    public bool IsTooFast => AnHour.Lowest > Allowed && Lately.Lowest > Allowed;

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
        (double Hour, double Figure)[] points = [.. minutes.Select(minute => (minute.Minute / 60, figure(minute)))];
        return new(what, unit, level, Trend.Through(points), Trend.Through(points[(points.Length / 2)..]), Math.Max(level * share, atLeast));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{What}: {Level:n1}{Unit}; rise an hour, with 95 % bounds: {AnHour}{Unit}; allowed {Allowed:n1}");
}
