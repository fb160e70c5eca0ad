using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Tests.Configuration;

public sealed class LiveRateLimitsTests
{
    [Fact]
    public void Values_that_cannot_be_are_told_and_the_next_ones_that_can_count()
    {
        using var options = new ChangingOptions(new RealtimeOptions { RateLimit = { Burst = 2 } });
        var log = new RecordingLogger<LiveRateLimits>();
        using var limits = options.Follow(log);

        options.Change(new RealtimeOptions { RateLimit = { Burst = -1, FrameBurst = 0 } });

        Assert.Equal(2, limits.Current.Burst);
        var line = Assert.Single(log.Lines);
        Assert.Equal((LogLevel.Warning, "ConfigurationRefused"), (line.Level, line.Event));
        Assert.Contains("AudioTaiLoc:Realtime:RateLimit:Burst must", line.Message, StringComparison.Ordinal);
        Assert.Contains("AudioTaiLoc:Realtime:RateLimit:FrameBurst must", line.Message, StringComparison.Ordinal);

        options.Change(new RealtimeOptions { RateLimit = { Burst = 3 } });
        Assert.Equal(3, limits.Current.Burst);
    }
}
