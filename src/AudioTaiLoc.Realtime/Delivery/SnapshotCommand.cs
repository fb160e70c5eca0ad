using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Says where a connection is; null when it is gone.</summary>
internal sealed class SnapshotCommand(Connection connection) : DispatchCommand<DetachedState?>
{
    public override void Run(Dispatcher dispatcher) =>
        Complete(connection.Dispatch.Index < 0 ? null : DetachedState.Of(connection, dispatcher));
}
