namespace AudioTaiLoc.Realtime.Tests.Infrastructure;

/// <summary>Says what the test wants; by default that it does not know.</summary>
internal sealed class StubAuthorizer : IRoomAuthorizer
{
    public Func<RoomAuthorizationRequest, CancellationToken, ValueTask<RoomAuthorization>>? OnAuthorize { get; set; }

    public ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default) =>
        OnAuthorize?.Invoke(request, cancellationToken) ?? new(RoomAuthorization.Denied);
}
