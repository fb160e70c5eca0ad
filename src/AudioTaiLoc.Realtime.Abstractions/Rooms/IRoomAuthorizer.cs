namespace AudioTaiLoc.Realtime;

/// <summary>
/// Decides who may join a room. The default asks the <see cref="IRoomGrantStore"/>. Several may be registered:
/// one that allows is enough, and when none does the call is refused with <see cref="RealtimeErrorCodes.Forbidden"/>.
/// </summary>
/// <remarks>
/// One instance answers for all connections, for many at the same time. It cannot take scoped services such as a
/// <c>DbContext</c> in its constructor: let it take an <c>IDbContextFactory</c> or an <c>IServiceScopeFactory</c>, and make
/// what it needs for each answer.
/// </remarks>
public interface IRoomAuthorizer
{
    /// <summary>Answers for one user and one room. An exception refuses the call.</summary>
    ValueTask<RoomAuthorization> AuthorizeAsync(RoomAuthorizationRequest request, CancellationToken cancellationToken = default);
}
