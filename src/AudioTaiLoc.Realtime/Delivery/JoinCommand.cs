using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Makes a connection a member of a room at a position P. With a position to catch up from it gets the entries in
/// (since, P]; what comes after P reaches it live, so that none comes twice and none is missed.
/// </summary>
/// <param name="connection">Who joins.</param>
/// <param name="room">The room.</param>
/// <param name="checkedAt">The dispatcher's position when the right to join was checked.</param>
/// <param name="since">The event id to catch up from; null for none.</param>
/// <param name="visibleAfter">Nothing up to this event id is replayed; null: nothing is held back.</param>
/// <param name="maximumRooms">The most rooms for one connection.</param>
internal sealed class JoinCommand(
    Connection connection, string room, long checkedAt, string? since, string? visibleAfter, int maximumRooms)
    : DispatchCommand<JoinResult>
{
    public override void Run(Dispatcher dispatcher)
    {
        if (connection.Dispatch.Index < 0)
        {
            Complete(new JoinResult(JoinOutcome.Gone));
            return;
        }

        if (since is not null && dispatcher.RefusesReplay(connection, this))
        {
            return;
        }

        if (connection.UserId is { } userId && dispatcher.Revocations.IsAfter((room, userId), checkedAt))
        {
            Complete(new JoinResult(JoinOutcome.RevokedSince));
            return;
        }

        var visible = visibleAfter is not null && dispatcher.TryGetReplayStart(visibleAfter, out var grantedAfter) ? grantedAfter : 0;
        var membership = RoomTable.Find(connection, room);
        var isNew = membership is null;
        IReadOnlyList<EventEntry> current = [];
        if (membership is null)
        {
            if (connection.Dispatch.Memberships?.Count >= maximumRooms)
            {
                Complete(new JoinResult(JoinOutcome.TooManyRooms));
                return;
            }

            if (since is null)
            {
                // Who comes and goes and reads nothing would have them wait without end.
                current = FindCurrent(dispatcher.Position);
                if (current.Count > 0 && dispatcher.RefusesReplay(connection, this))
                {
                    return;
                }
            }

            membership = dispatcher.Rooms.Add(connection, room, dispatcher.Position);
        }

        if (since is null)
        {
            dispatcher.SendValues(connection, current);
            Complete(new JoinResult(JoinOutcome.Joined));
            return;
        }

        var upTo = membership.CoveredAfter;
        if (!dispatcher.TryGetReplayStart(since, out var after) || after > dispatcher.Position)
        {
            Complete(new JoinResult(JoinOutcome.Joined, false, SendCurrent()));
            return;
        }

        var target = EventTarget.Room(room);
        var late = isNew ? dispatcher.Conflation.Find(target, after, visible, membership.JoinedAt) : [];
        after = Math.Max(after, visible);
        dispatcher.Replay(connection, [target], after, upTo, late, recovered =>
        {
            string? place = null;
            if (recovered)
            {
                membership.CoveredAfter = Math.Min(membership.CoveredAfter, after);
            }
            else
            {
                place = SendCurrent();
            }

            Complete(new JoinResult(JoinOutcome.Joined, recovered, place));
        });

        // Who is a member already has them, and a place of its own.
        string? SendCurrent()
        {
            if (!isNew || RoomTable.Find(connection, room) != membership)
            {
                return null;
            }

            var values = FindCurrent(membership.JoinedAt);
            dispatcher.SendValues(connection, values);
            return values.Count == 0 ? dispatcher.Ids.ToText(membership.JoinedAt) : null;
        }

        IReadOnlyList<EventEntry> FindCurrent(long upTo) =>
            dispatcher.Conflation.Find(EventTarget.Room(room), seen: 0, visible, upTo, isNew: true);
    }
}
