using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// When to look at grants that were given anew with an end. One time for a grant, however often it is prolonged: a host may
/// do that with every page it shows.
/// </summary>
internal sealed class GrantEnds(DeadlineQueue deadlines)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomGrantKey, Deadline> _byGrant = [];

    /// <summary>Has a grant looked at no later than at this time; who looks says when to look next.</summary>
    public void Watch(RoomGrantKey grant, DateTimeOffset end, Func<RoomGrantKey, Task> look)
    {
        lock (_gate)
        {
            if (_byGrant.TryGetValue(grant, out var watched))
            {
                if (!watched.IsOver && watched.Due <= end)
                {
                    return;
                }

                deadlines.Cancel(watched);
            }

            _byGrant[grant] = deadlines.Schedule(end, static state => ((Look)state).Begin(), new Look(this, grant, end, look));
        }
    }

    private sealed record Look(GrantEnds Ends, RoomGrantKey Grant, DateTimeOffset End, Func<RoomGrantKey, Task> At)
    {
        public void Begin()
        {
            lock (Ends._gate)
            {
                // One that was put in its place meanwhile stays.
                if (Ends._byGrant.TryGetValue(Grant, out var watched) && watched.Due == End)
                {
                    Ends._byGrant.Remove(Grant);
                }
            }

            _ = At(Grant);
        }
    }
}
