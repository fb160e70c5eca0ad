namespace AudioTaiLoc.Realtime.BenchHost;

/// <summary>Says yes; what is measured is that it is asked.</summary>
internal sealed class EveryoneAuthorizer : IRoomAuthorizer
{
    public ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default) =>
        new(RoomAuthorization.Allowed);
}
