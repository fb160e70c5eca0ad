namespace AudioTaiLoc.Realtime;

/// <summary>Gives and takes access to rooms while everything runs.</summary>
public interface IRoomAccess
{
    /// <summary>Lets a user join a room. A second grant changes only the expiry.</summary>
    /// <param name="room">The room, such as <c>order:order_123</c>.</param>
    /// <param name="userId">The user.</param>
    /// <param name="expiresAt">When the right ends by itself, as if revoked; null for never.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task GrantAsync(string room, string userId, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default);

    /// <summary>Lets users join rooms, all of them or, when it fails, none.</summary>
    /// <param name="grants">Who may join what; at most 10,000, and one that is named twice counts once.</param>
    /// <param name="expiresAt">When these rights end by themselves, as if revoked; null for never.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task GrantManyAsync(IReadOnlyCollection<RoomGrantKey> grants, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a user's access: the user's connections leave the room on every node, and nothing published after the call reaches them.</summary>
    Task RevokeAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the access of many, as <see cref="RevokeAsync"/> does for one. The grants go together; when the call fails after
    /// that, some connections may still be in their rooms: call again, it begins where it must.
    /// </summary>
    /// <param name="grants">Whose access to what; at most 10,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RevokeManyAsync(IReadOnlyCollection<RoomGrantKey> grants, CancellationToken cancellationToken = default);

    /// <summary>Tells whether a user has a grant for a room. Authorizers of the host's own are not asked.</summary>
    Task<bool> IsGrantedAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>Lists who has a grant for a room, a page at a time; a page that is not full is the last.</summary>
    /// <param name="room">The room.</param>
    /// <param name="afterUserId">The last user of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<RoomGrant>> ListByRoomAsync(
        string room, string? afterUserId = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Lists what rooms a user has a grant for, a page at a time; a page that is not full is the last.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="afterRoom">The last room of the page before; null for the first page.</param>
    /// <param name="limit">The size of a page, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<RoomGrant>> ListByUserAsync(
        string userId, string? afterRoom = null, int limit = 100, CancellationToken cancellationToken = default);
}
