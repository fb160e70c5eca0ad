using AudioTaiLoc.Realtime.Configuration;
using AudioTaiLoc.Realtime.Diagnostics;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Connections;

/// <summary>What a connection of either wire may send, as it is set now, and what it is told when it sends more.</summary>
internal sealed class LiveFlowLimits(LiveRateLimits limits, RealtimeOptions options, LimitRecorder recorder)
{
    private volatile Reading? _last;

    /// <summary>The limits; null for none.</summary>
    public FlowLimits? Current
    {
        get
        {
            var current = limits.Current;
            var last = _last;
            if (last is null || !ReferenceEquals(last.Source, current))
            {
                _last = last = new Reading(current, current.IsEnabled ? Read(current) : null);
            }

            return last.Limits;
        }
    }

    /// <summary>Notes that a connection sends too much, and tells whether it is to be closed.</summary>
    public bool Exceeded(FlowExcess excess)
    {
        var isShadow = limits.Current.IsShadow;
        recorder.Record(excess == FlowExcess.Frames ? LimitNames.Frames : LimitNames.Bytes, isShadow);
        return !isShadow;
    }

    private FlowLimits Read(RateLimitOptions current) => new(
        current.FramesPerSecond, current.FrameBurst, current.BytesPerSecond, Math.Max(current.ByteBurst, options.MaximumMessageSize));

    private sealed record Reading(RateLimitOptions Source, FlowLimits? Limits);
}
