namespace AudioTaiLoc.Realtime;

/// <summary>
/// Holds which user may join which room. Implementations are thread-safe. A grant whose time is over counts as none in every
/// answer, and the store may remove it at any time.
/// </summary>
public interface IRoomGrantStore
{
    /// <summary>Stores a grant. A grant that is there and has not expired keeps its <see cref="RoomGrant.GrantedAt"/> and <see cref="RoomGrant.GrantedAfter"/> and takes the new expiry.</summary>
    /// <returns>True when the user had no such right before.</returns>
    ValueTask<bool> GrantAsync(RoomGrant grant, CancellationToken cancellationToken = default);

    /// <summary>Stores grants, each as <see cref="GrantAsync"/> does: all or, when it fails, none. Of two for the same user and room the later counts.</summary>
    /// <returns>The rights that were not there before, in no order.</returns>
    ValueTask<IReadOnlyList<RoomGrantKey>> GrantManyAsync(IReadOnlyList<RoomGrant> grants, CancellationToken cancellationToken = default);

    /// <summary>Removes a grant.</summary>
    /// <returns>True when there was one whose time was not over.</returns>
    ValueTask<bool> RevokeAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>Removes grants: all or, when it fails, none.</summary>
    /// <returns>Those that were there and whose time was not over, in no order.</returns>
    ValueTask<IReadOnlyList<RoomGrantKey>> RevokeManyAsync(IReadOnlyList<RoomGrantKey> grants, CancellationToken cancellationToken = default);

    /// <summary>Finds a user's grant for a room, or null.</summary>
    ValueTask<RoomGrant?> FindAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>Lists the grants of a room, rising by user id as the store compares texts; a page that is not full is the last.</summary>
    /// <param name="room">The room.</param>
    /// <param name="afterUserId">Those after this user; null for the first page.</param>
    /// <param name="limit">The most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Lists the grants of a user, rising by room as the store compares texts; a page that is not full is the last.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="afterRoom">Those after this room; null for the first page.</param>
    /// <param name="limit">The most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default);
}
