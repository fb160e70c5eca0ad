using System.Globalization;

namespace AudioTaiLoc.Realtime.Soak;

/// <summary>
/// How fast a figure rises, and between what bounds that is known: the median of the slopes between all pairs of points, with the
/// 95 % interval that goes with it (Sen). It asks nothing of how a figure scatters, and one minute that is far off does not move it.
/// </summary>
internal readonly record struct Trend(double Slope, double Lowest, double Highest)
{
    private const double Normal95 = 1.96;

    /// <summary>The trend through the points; endless bounds where there are too few to tell.</summary>
    public static Trend Through(IReadOnlyList<(double X, double Y)> points)
    {
        List<double> slopes = [];
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
            {
                slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
            }
        }

        if (slopes.Count == 0)
        {
            return new(0, double.NegativeInfinity, double.PositiveInfinity);
        }

        slopes.Sort();
        var median = (slopes[(slopes.Count - 1) / 2] + slopes[slopes.Count / 2]) / 2;
        double n = points.Count;
        var spread = Normal95 * Math.Sqrt(n * (n - 1) * ((2 * n) + 5) / 18);
        var (lowest, highest) = ((int)Math.Floor((slopes.Count - spread) / 2) - 1, (int)Math.Ceiling((slopes.Count + spread) / 2));
        return new(
            median,
            lowest < 0 ? double.NegativeInfinity : slopes[lowest],
            highest >= slopes.Count ? double.PositiveInfinity : slopes[highest]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Slope:+0.0;-0.0;0.0} ({Lowest:+0.0;-0.0;0.0} to {Highest:+0.0;-0.0;0.0})");
}
