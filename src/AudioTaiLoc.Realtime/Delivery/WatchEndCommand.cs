using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Timing;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Has a membership looked at when the right to it ends. There is one such time for a membership, however often it is asked
/// for, and it goes with it: a client that comes and goes leaves nothing behind until the end of a grant that may last a year.
/// </summary>
/// <param name="subscriber">Who looks.</param>
/// <param name="deadlines">Calls when it is time.</param>
/// <param name="connection">The member.</param>
/// <param name="room">The room.</param>
/// <param name="end">When the right ends.</param>
internal sealed class WatchEndCommand(
    RoomSubscriber subscriber, DeadlineQueue deadlines, Connection connection, string room, DateTimeOffset end) : DispatchCommand<bool>
{
    public override void Run(Dispatcher dispatcher)
    {
        var membership = RoomTable.Find(connection, room);
        // The sooner of two ends stays: then the right is asked for, and its real end is known.
        if (membership is not null && membership.End?.IsWatchedBy(end) != true)
        {
            membership.End?.Cancel();
            membership.End = new RightEnd(
                deadlines,
                deadlines.Schedule(end, static state => ((WatchEndCommand)state).Look(), this));
        }

        Complete(membership is not null);
    }

    private void Look() => _ = subscriber.EndRightAsync(connection, room);
}
