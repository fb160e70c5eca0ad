namespace AudioTaiLoc.Realtime;

/// <summary>
/// What an <see cref="IPresenceStore"/> implements beside it when it is kept where the event log is: coming or going and its event
/// are one step, so that a node that dies in between does not leave one without the other, and the log has them in the order in
/// which they happened, whichever nodes they happened on. A store without it is fine; then the event is appended right after
/// the change.
/// </summary>
public interface IPresenceEvents
{
    /// <summary>Tells whether this is the log that the store appends to. If not, the members of <see cref="IPresenceStore"/> are called instead.</summary>
    bool AppendsTo(IEventLog log);

    /// <summary>As <see cref="IPresenceStore.ConnectAsync"/>; when the user came online, the event is appended.</summary>
    /// <param name="lease">The connection.</param>
    /// <param name="online">The event.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> ConnectAsync(PresenceLease lease, RealtimeEvent online, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="IPresenceStore.LeaveAsync"/>; when the user went offline by this call, the event is appended.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="now">The time.</param>
    /// <param name="offline">The event.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> LeaveAsync(string userId, DateTimeOffset now, RealtimeEvent offline, CancellationToken cancellationToken = default);
}
