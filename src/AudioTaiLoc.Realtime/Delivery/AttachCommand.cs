using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Puts a connection into the tables; from the returned position on it gets what is sent to its user and to all.</summary>
internal sealed class AttachCommand(Connection connection) : DispatchCommand<long>
{
    public override void Run(Dispatcher dispatcher)
    {
        connection.Dispatch.AttachedAt = connection.Dispatch.CoveredAfter = dispatcher.Position;
        dispatcher.Connections.Add(connection);
        Complete(dispatcher.Position);
    }
}
