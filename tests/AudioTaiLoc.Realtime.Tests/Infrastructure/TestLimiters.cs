using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Operations;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Makes limiters that stand alone.</summary>
internal static class TestLimiters
{
    public static CallLimiter Create(RealtimeOptions options, RealtimeMetrics? metrics = null, TimeProvider? time = null) =>
        Create(new LiveRateLimits(options), metrics, time);

    public static CallLimiter Create(LiveRateLimits limits, RealtimeMetrics? metrics = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        return new CallLimiter(
            limits, CreateRecorder(metrics, time), new DeadlineQueue(time, NullLogger<DeadlineQueue>.Instance), time);
    }

    public static LimitRecorder CreateRecorder(RealtimeMetrics? metrics = null, TimeProvider? time = null) =>
        new(metrics ?? TestMeters.CreateMetrics(), time ?? TimeProvider.System, NullLogger<LimitRecorder>.Instance);
}
