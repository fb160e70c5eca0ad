using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>What the wire keeps for an accepted socket.</summary>
/// <param name="Connection">The core's connection.</param>
/// <param name="Transport">The way to it.</param>
/// <param name="SessionId">By what the client asks for its session when it comes back (<c>pid</c>).</param>
internal sealed record SocketIoClient(Connection Connection, SocketIoTransport Transport, string SessionId)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the connection is out of all tables and its session is kept.</summary>
    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();
}
