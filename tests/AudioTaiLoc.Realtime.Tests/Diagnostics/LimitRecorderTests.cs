using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace AudioTaiLoc.Realtime.Tests.Diagnostics;

public sealed class LimitRecorderTests
{
    [Fact]
    public void An_attacker_does_not_fill_the_log()
    {
        var time = new FakeTimeProvider();
        var log = new RecordingLogger<LimitRecorder>();
        using var metrics = TestMeters.CreateMetrics();
        using var seen = new LimitWatch();
        var recorder = new LimitRecorder(metrics, time, log);

        for (var i = 0; i < 1000; i++)
        {
            recorder.Record(LimitNames.Frames, isShadow: false);
        }

        recorder.Record(LimitNames.Calls, isShadow: true);
        time.Advance(TimeSpan.FromSeconds(1));
        recorder.Record(LimitNames.Frames, isShadow: false);

        Assert.Equal(["LimitExceeded", "LimitExceededInShadow", "LimitExceeded"], log.Lines.Select(line => line.Event));
        Assert.Contains("1000 times", log.Lines[2].Message, StringComparison.Ordinal);
        Assert.Equal(1002, seen.Of(metrics).Count);
    }
}
