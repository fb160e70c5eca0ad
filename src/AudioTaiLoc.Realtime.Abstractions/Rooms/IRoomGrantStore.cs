namespace AudioTaiLoc.Realtime;

/// <summary>Holds which user may join which room. Implementations are thread-safe; a grant whose time is over is not found.</summary>
public interface IRoomGrantStore
{
    /// <summary>Stores a grant. A grant that is there and has not expired keeps its <see cref="RoomGrant.GrantedAt"/> and <see cref="RoomGrant.GrantedAfter"/> and takes the new expiry.</summary>
    /// <returns>True when the user had no such right before.</returns>
    ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default);

    /// <summary>Removes a grant.</summary>
    /// <returns>True when there was one, expired or not.</returns>
    ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>Finds a user's grant for a room, or null.</summary>
    ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>Lists the grants of a room, by user id.</summary>
    ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(string room, CancellationToken cancellationToken = default);

    /// <summary>Lists the grants of a user, by room.</summary>
    ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(string userId, CancellationToken cancellationToken = default);
}
