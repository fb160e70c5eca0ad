using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>
/// Puts a returning connection into the tables and all its rooms at one position P, and replays to it, in the log's order,
/// what it missed up to P. When the log no longer has all of it, the connection comes in as a new one: in no room, with
/// nothing replayed.
/// </summary>
/// <param name="connection">Who returns.</param>
/// <param name="session">What it had.</param>
/// <param name="offset">The event id of the last event it got; null for none.</param>
/// <param name="rooms">Its rooms that it still may be in.</param>
/// <param name="checkedAt">The dispatcher's position when that was checked.</param>
internal sealed class RecoverCommand(
    Connection connection, ResumableSession session, string? offset, IReadOnlyList<RecoveredRoom> rooms, long checkedAt)
    : DispatchCommand<bool>
{
    private readonly Dictionary<string, long> _visibleAfter = new(StringComparer.Ordinal);
    private readonly List<EventEntry> _late = [];
    private long _start;

    public override void Run(Dispatcher dispatcher)
    {
        var state = connection.Dispatch;
        state.AttachedAt = state.CoveredAfter = dispatcher.Position;
        dispatcher.Connections.Add(connection);
        if (!TryFindStart(dispatcher))
        {
            Complete(false);
            return;
        }

        List<EventTarget> targets = [EventTarget.Everyone];
        if (connection.UserId is { } userId)
        {
            targets.Add(EventTarget.SignedIn);
            targets.Add(EventTarget.User(userId));
        }

        _late.AddRange(dispatcher.Conflation.Find(targets, _start, dispatcher.Position));
        foreach (var room in rooms)
        {
            if (connection.UserId is { } member && dispatcher.Revocations.IsAfter((room.Name, member), checkedAt))
            {
                continue;
            }

            _visibleAfter[room.Name] = Math.Max(_start, room.VisibleAfter);
            dispatcher.Rooms.Add(connection, room.Name, _visibleAfter[room.Name], dispatcher.Position);
            targets.Add(EventTarget.Room(room.Name));
            // Whose last event is older than its entering the room may not have got what it was sent then.
            var seen = Math.Max(_start, room.CoveredAfter);
            _late.AddRange(dispatcher.Conflation.Find(
                EventTarget.Room(room.Name), seen, room.GrantedAfter, _visibleAfter[room.Name], isNew: room.CoveredAfter >= _start));
        }

        var upTo = state.CoveredAfter;
        var reading = dispatcher.ReadAsync([.. targets], _start, upTo);
        if (reading.IsCompletedSuccessfully)
        {
            Finish(dispatcher, reading.Result);
            return;
        }

        dispatcher.Hold(connection);
        dispatcher.Await(connection, reading, Finish, Fail);
    }

    private bool TryFindStart(Dispatcher dispatcher)
    {
        if (!dispatcher.TryGetReplayStart(session.CoveredAfter, out var coveredAfter)
            || !dispatcher.TryGetReplayStart(session.DetachedAt, out var detachedAt)
            || (session.UserId is { } userId && dispatcher.Kicks.IsAfter(userId, detachedAt)))
        {
            return false;
        }

        _start = coveredAfter;
        if (offset is null)
        {
            return true;
        }

        if (!dispatcher.TryGetReplayStart(offset, out var last) || last > dispatcher.Position)
        {
            return false;
        }

        _start = Math.Max(coveredAfter, last);
        return true;
    }

    private void Finish(Dispatcher dispatcher, EventHistory history)
    {
        var state = connection.Dispatch;
        if (history.IsComplete)
        {
            _late.Sort(static (left, right) => left.Position.CompareTo(right.Position));
            dispatcher.SendValues(connection, _late);
            dispatcher.SendReplay(connection, history, IsVisible);
            state.CoveredAfter = Math.Min(state.CoveredAfter, _start);
        }
        else
        {
            // Nothing has been sent yet: what was held counts as before the connection.
            dispatcher.Rooms.RemoveAll(connection);
            state.Held?.Clear();
            state.CoveredAfter = dispatcher.Position;
        }

        if (state.Replays > 0)
        {
            Dispatcher.ReleaseHeld(connection);
        }

        Complete(history.IsComplete);
    }

    private bool IsVisible(EventEntry entry) =>
        entry.Event.Target.Kind != EventTargetKind.Room || entry.Position > _visibleAfter[entry.Event.Target.Name!];
}
