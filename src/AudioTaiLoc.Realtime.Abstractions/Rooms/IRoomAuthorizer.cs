namespace AudioTaiLoc.Realtime;

/// <summary>
/// Decides who may join a room. The default asks the <see cref="IRoomGrantStore"/>. Several may be registered:
/// one that allows is enough, and when none does the call is refused with <see cref="RealtimeErrorCodes.Forbidden"/>.
/// </summary>
public interface IRoomAuthorizer
{
    /// <summary>Answers for one user and one room. An exception refuses the call.</summary>
    ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default);
}
