namespace AudioTaiLoc.Realtime.FunctionalTests.Infrastructure;

/// <summary>The ways in; a test of the contract runs once for each.</summary>
public enum Wire
{
    /// <summary>SignalR.</summary>
    SignalR,

    /// <summary>Socket.IO.</summary>
    SocketIo,
}
