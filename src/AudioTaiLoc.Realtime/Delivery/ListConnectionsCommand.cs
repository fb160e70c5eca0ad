using AudioTaiLoc.Realtime.Connections;

namespace AudioTaiLoc.Realtime.Delivery;

/// <summary>Lists the connections as they are at one position.</summary>
internal sealed class ListConnectionsCommand : DispatchCommand<Connection[]>
{
    public override void Run(Dispatcher dispatcher) => Complete(dispatcher.Connections.All.ToArray());
}
