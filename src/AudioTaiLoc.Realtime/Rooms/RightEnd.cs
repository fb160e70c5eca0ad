using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>The time at which somebody looks whether a member still may be where it is; it goes with the membership.</summary>
internal sealed class RightEnd(DeadlineQueue deadlines, Deadline deadline)
{
    /// <summary>Whether it is looked no later than at this time.</summary>
    public bool IsWatchedBy(DateTimeOffset end) => !deadline.IsOver && deadline.Due <= end;

    public void Cancel() => deadlines.Cancel(deadline);
}
