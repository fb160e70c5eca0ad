using AudioTaiLoc.Realtime.Soak;

namespace AudioTaiLoc.Realtime.Tests.Soak;

/// <summary>The soak's verdict rests on it.</summary>
public sealed class TrendTests
{
    [Fact]
    public void One_minute_that_is_far_off_moves_nothing()
    {
        var points = Points(20, minute => minute == 7 ? 500 : 70 + (0.5 * minute));

        var trend = Trend.Through(points);

        Assert.Equal(0.5, trend.Slope, 6);
        Assert.InRange(trend.Lowest, 0.4, 0.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_only_scatters_is_not_said_to_rise_faster_than_can_be_seen(int seed)
    {
        var random = new Random(seed);

        var trend = Trend.Through(Points(40, _ => 70 + (2 * random.NextDouble())));

        Assert.InRange(trend.Slope, -0.05, 0.05);
        Assert.True(trend.Lowest < trend.Slope && trend.Slope < trend.Highest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_slow_leak_is_seen_through_what_scatters_ten_times_as_much_in_a_minute(int seed)
    {
        var random = new Random(seed);

        var trend = Trend.Through(Points(40, minute => 70 + (0.1 * minute) + (2 * random.NextDouble())));

        Assert.InRange(trend.Slope, 0.06, 0.14);
        Assert.True(trend.Lowest > 0.03);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_few_points_tell_nothing(int count)
    {
        var trend = Trend.Through(Points(count, minute => minute));

        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (trend.Lowest, trend.Highest));
    }

    private static (double X, double Y)[] Points(int count, Func<int, double> figure) =>
        [.. Enumerable.Range(0, count).Select(minute => ((double)minute, figure(minute)))];
}
