using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Diagnostics;

/// <summary>
/// Counts and logs every time that a limit is exceeded. Each limit is logged at most once a second, with how often it was
/// exceeded since: who attacks must not fill the log.
/// </summary>
internal sealed partial class LimitRecorder(RealtimeMetrics metrics, TimeProvider time, ILogger<LimitRecorder> logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Limit, bool IsShadow), Tally> _tallies = [];

    /// <param name="limit">One of <see cref="LimitNames"/>.</param>
    /// <param name="isShadow">True when nothing is refused.</param>
    public void Record(string limit, bool isShadow)
    {
        metrics.LimitExceeded(limit, isShadow);
        long times;
        lock (_gate)
        {
            if (!_tallies.TryGetValue((limit, isShadow), out var tally))
            {
                _tallies[(limit, isShadow)] = tally = new Tally();
            }

            tally.Times++;
            if (tally.LoggedAt is { } last && time.GetElapsedTime(last) < Quiet)
            {
                return;
            }

            tally.LoggedAt = time.GetTimestamp();
            times = tally.Times;
            tally.Times = 0;
        }

        if (isShadow)
        {
            LogWouldRefuse(logger, limit, times);
        }
        else
        {
            LogRefused(logger, limit, times);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The limit '{Limit}' was exceeded ({Times} times since this was last said).", EventName = "LimitExceeded")]
    private static partial void LogRefused(ILogger logger, string limit, long times);

    [LoggerMessage(2, LogLevel.Information, "The limit '{Limit}' would have been exceeded ({Times} times since this was last said); shadow mode refuses nothing.", EventName = "LimitExceededInShadow")]
    private static partial void LogWouldRefuse(ILogger logger, string limit, long times);

    private sealed class Tally
    {
        public long Times { get; set; }

        public long? LoggedAt { get; set; }
    }
}
