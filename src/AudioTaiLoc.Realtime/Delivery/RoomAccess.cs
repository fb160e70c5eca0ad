using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;
using AudioTaiLoc.Realtime.Timing;
using Microsoft.Extensions.Logging;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Changes the grants and tells the log, so that a revoke takes effect at one place among the events.</summary>
internal sealed partial class RoomAccess(
    IRoomGrantStore grants, IEventLog log, EventPublisher publisher, DeadlineQueue deadlines, TimeProvider time, ILogger<RoomAccess> logger) : IRoomAccess
{
    public async Task GrantAsync(
        string room, string userId, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        var now = time.GetUtcNow();
        if (expiresAt <= now)
        {
            throw new ArgumentOutOfRangeException(nameof(expiresAt), expiresAt, "The end of a grant must lie ahead.");
        }

        var grant = new RoomGrant(room, userId, now, new EventIdFormat(log.Epoch).ToText(log.LastPosition), expiresAt);
        var isNew = await grants.GrantAsync(grant, cancellationToken).ConfigureAwait(false);
        if (!isNew && expiresAt is { } end)
        {
            // Who joins from now on leaves at this end; who is in the room joined under another one.
            deadlines.Schedule(end, static state => ((GrantEnd)state).Begin(), new GrantEnd(this, room, userId));
        }
    }

    public async Task RevokeAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        // First the store, then the log: a check of rights that still saw the grant began before the entry's position.
        await grants.RevokeAsync(room, userId, cancellationToken).ConfigureAwait(false);
        await publisher.RevokeAsync(room, userId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> IsGrantedAsync(string room, string userId, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        return await grants.FindAsync(room, userId, cancellationToken).ConfigureAwait(false) is not null;
    }

    private async Task EndGrantAsync(string room, string userId)
    {
        try
        {
            if (await grants.FindAsync(room, userId).ConfigureAwait(false) is null)
            {
                await publisher.RevokeAsync(room, userId, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            LogEndFailed(logger, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "That a grant has expired could not be told to the nodes.", EventName = "EndFailed")]
    private static partial void LogEndFailed(ILogger logger, Exception exception);

    private static void CheckIds(string room, string userId)
    {
        Identifier.Check(room, nameof(room), Identifier.MaximumRoomLength);
        Identifier.Check(userId, nameof(userId));
    }

    private sealed record GrantEnd(RoomAccess Access, string Room, string UserId)
    {
        public void Begin() => _ = Access.EndGrantAsync(Room, UserId);
    }
}
