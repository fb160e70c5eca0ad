using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Replays to a connection what was sent to its user and to all since a position, up to where it gets them live.</summary>
internal sealed class ResumeCommand(Connection connection, string since) : DispatchCommand<bool>
{
    public override void Run(Dispatcher dispatcher)
    {
        if (dispatcher.RefusesReplay(connection, this))
        {
            return;
        }

        var state = connection.Dispatch;
        if (state.Index < 0 || !dispatcher.TryGetReplayStart(since, out var after) || after > dispatcher.Position)
        {
            Complete(false);
            return;
        }

        EventTarget[] targets = connection.UserId is { } userId
            ? [EventTarget.Everyone, EventTarget.SignedIn, EventTarget.User(userId)]
            : [EventTarget.Everyone];
        var late = dispatcher.Conflation.Find(targets, after, state.AttachedAt);
        dispatcher.Replay(connection, targets, after, state.CoveredAfter, late, recovered =>
        {
            if (recovered)
            {
                state.CoveredAfter = Math.Min(state.CoveredAfter, after);
            }

            Complete(recovered);
        });
    }
}
