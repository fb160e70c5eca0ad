using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Rooms;

/// <summary>Asks the authorizers whether a connection may join or act in a room. Fails closed.</summary>
internal sealed class RoomGate(IEnumerable<IRoomAuthorizer> authorizers, TimeProvider time)
{
    private const string OpenPrefix = "product:";

    private readonly IRoomAuthorizer[] _authorizers = [.. authorizers];

    public async ValueTask<RoomAuthorization> AuthorizeAsync(Connection connection, string room, CancellationToken cancellationToken)
    {
        if (room.StartsWith(OpenPrefix, StringComparison.Ordinal))
        {
            return RoomAuthorization.Allowed;
        }

        if (connection.UserId is not { } userId)
        {
            return RoomAuthorization.Denied;
        }

        var request = new RoomAuthorizationRequest(room, userId, connection.User);
        foreach (var authorizer in _authorizers)
        {
            var answer = await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
            // A right that is over is none: who is asked at its end and looks at no clock would say the same again, and again.
            if (answer.IsAllowed && !(answer.ExpiresAt <= time.GetUtcNow()))
            {
                return answer;
            }
        }

        return RoomAuthorization.Denied;
    }

    /// <summary>Refuses with <c>forbidden</c> unless one of the authorizers allows.</summary>
    public async ValueTask<RoomAuthorization> DemandAsync(Connection connection, string room, CancellationToken cancellationToken)
    {
        var answer = await AuthorizeAsync(connection, room, cancellationToken).ConfigureAwait(false);
        return answer.IsAllowed
            ? answer
            : throw new RealtimeException(RealtimeErrorCodes.Forbidden, $"You have no access to {room}.");
    }
}
