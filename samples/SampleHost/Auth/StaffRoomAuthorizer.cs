using AudioTaiLoc.Realtime;

namespace SampleHost.Auth;

/// <summary>Lets staff into every room; for everybody else the grants decide.</summary>
internal sealed class StaffRoomAuthorizer : IRoomAuthorizer
{
    public ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(request.User.IsStaff() ? RoomAuthorization.Allowed : RoomAuthorization.Denied);
}
