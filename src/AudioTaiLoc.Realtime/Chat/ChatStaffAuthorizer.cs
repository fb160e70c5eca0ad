using AudioTaiLoc.Realtime.Operations;

namespace AudioTaiLoc.Realtime.Chat;

/// <summary>Lets who meets the staff policy into every conversation.</summary>
internal sealed class ChatStaffAuthorizer(PolicyCheck policies, RealtimeOptions options) : IRoomAuthorizer
{
    private static readonly string Prefix = RealtimeRooms.Chat("");

    public async ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Room.StartsWith(Prefix, StringComparison.Ordinal)
            && await policies.IsMetAsync(request.User, options.Chat.StaffPolicy).ConfigureAwait(false)
            ? RoomAuthorization.Allowed
            : RoomAuthorization.Denied;
    }
}
