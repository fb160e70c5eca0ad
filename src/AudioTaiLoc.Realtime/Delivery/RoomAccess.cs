using AudioTaiLoc.Realtime.Connections;
using AudioTaiLoc.Realtime.Rooms;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Changes the grants and tells the log, so that a revoke takes effect at one place among the events.</summary>
internal sealed class RoomAccess(IRoomGrantStore grants, IEventLog log, EventPublisher publisher, TimeProvider time) : IRoomAccess
{
    private readonly EventIdFormat _ids = new(log.Epoch);

    public async Task GrantAsync(
        string room, string userId, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default)
    {
        CheckIds(room, userId);
        var now = time.GetUtcNow();
        if (expiresAt <= now)
        {
            throw new ArgumentOutOfRangeException(nameof(expiresAt), expiresAt, "The end of a grant must lie ahead.");
        }

        await grants.GrantAsync(new RoomGrant(room, userId, now, _ids.ToText(log.LastPosition), expiresAt), cancellationToken).ConfigureAwait(false);
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

    private static void CheckIds(string room, string userId)
    {
        Identifier.Check(room, nameof(room), Identifier.MaximumRoomLength);
        Identifier.Check(userId, nameof(userId));
    }
}
