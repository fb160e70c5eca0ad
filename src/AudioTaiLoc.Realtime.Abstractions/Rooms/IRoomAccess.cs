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

    /// <summary>Ends a user's access: the user's connections leave the room on every node, and nothing published after the call reaches them.</summary>
    Task RevokeAsync(string room, string userId, CancellationToken cancellationToken = default);

    /// <summary>Tells whether a user has a grant for a room. Authorizers of the host's own are not asked.</summary>
    Task<bool> IsGrantedAsync(string room, string userId, CancellationToken cancellationToken = default);
}
