namespace AudioTaiLoc.Realtime.Connections;

/// <summary>Is told when a connection came and when it is gone; features implement it.</summary>
internal interface IConnectionObserver
{
    /// <summary>The connection is in its tables and gets events.</summary>
    ValueTask ConnectedAsync(Connection connection);

    /// <summary>The connection is out of all tables; nothing reaches it any more.</summary>
    ValueTask DisconnectedAsync(Connection connection);
}
