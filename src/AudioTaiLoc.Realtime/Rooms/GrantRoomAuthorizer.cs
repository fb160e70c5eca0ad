namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>Allows who holds a grant for the room.</summary>
internal sealed class GrantRoomAuthorizer(IRoomGrantStore grants) : IRoomAuthorizer
{
    public async ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var grant = await grants.FindAsync(request.Room, request.UserId, cancellationToken).ConfigureAwait(false);
        return grant is null
            ? RoomAuthorization.Denied
            : new RoomAuthorization { IsAllowed = true, ExpiresAt = grant.ExpiresAt, VisibleAfter = grant.GrantedAfter };
    }
}
