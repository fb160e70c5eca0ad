namespace AudioTaiLoc.Realtime;

/// <summary>What a Socket.IO client that lost its connection finds again.</summary>
/// <param name="Id">The secret by which the client asks for it (<c>pid</c>).</param>
/// <param name="ConnectionId">The connection's id (<c>socket.id</c>), which the client keeps.</param>
/// <param name="UserId">Whose session it is; null for a guest's.</param>
/// <param name="CoveredAfter">The <c>eventId</c> from which on the session got what was sent to its user and to all.</param>
/// <param name="DetachedAt">The <c>eventId</c> of the newest event when the connection ended.</param>
/// <param name="Rooms">The rooms it was in.</param>
/// <param name="ExpiresAt">Until when it can be resumed.</param>
public sealed record ResumableSession(
    string Id,
    string ConnectionId,
    string? UserId,
    string CoveredAfter,
    string DetachedAt,
    IReadOnlyList<SessionRoom> Rooms,
    DateTimeOffset ExpiresAt)
{
    /// <summary>
    /// How often it has been resumed: of two connections that hold it, on two nodes perhaps of which one has not noticed yet that its
    /// client is gone, the one with the higher number is the client's.
    /// </summary>
    public int Resumptions { get; init; }
}
