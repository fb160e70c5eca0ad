using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Wires.SocketIo;

/// <summary>What the wire keeps for an accepted socket.</summary>
/// <param name="Connection">The core's connection.</param>
/// <param name="Transport">The way to it.</param>
/// <param name="SessionId">By what the client asks for its session when it comes back (<c>pid</c>).</param>
internal sealed record SocketIoClient(Connection Connection, SocketIoTransport Transport, string SessionId)
{
    private object? _released;

    /// <summary>Completes when the connection is out of all tables and its session is kept.</summary>
    public Task Released
    {
        get
        {
            // Hardly any client is ever waited for, so none holds a task until then.
            var released = Volatile.Read(ref _released);
            if (released is null)
            {
                var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                released = Interlocked.CompareExchange(ref _released, waiting, null) ?? waiting;
            }

            return (released as TaskCompletionSource)?.Task ?? Task.CompletedTask;
        }
    }

    public void Release() => (Interlocked.Exchange(ref _released, this) as TaskCompletionSource)?.TrySetResult();
}
